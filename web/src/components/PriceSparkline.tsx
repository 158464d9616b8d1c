import { formatMoney } from "../format/money";
import { historySentence, stepsOf } from "../format/priceHistory";
import { useMessages } from "../messages/MessagesContext";
import type { PriceHistory } from "../wire/decodeDetails";

const WIDTH = 240;
const HEIGHT = 48;

/** The prices our own imports have seen, as a line of steps with its figures in words. */
export function PriceSparkline({ history }: { history: PriceHistory }) {
  const t = useMessages();
  const steps = stepsOf(history);
  const sentence = historySentence(history, t);
  if (steps === null) return <p className="text-sm text-muted">{sentence}</p>;
  const { lowest, highest, points } = steps;
  const path = points
    .map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${(x * WIDTH).toFixed(1)} ${(y * HEIGHT).toFixed(1)}`)
    .join("");
  return (
    <figure className="flex flex-col gap-1.5">
      <div className="flex items-stretch gap-3">
        <svg
          aria-hidden="true"
          viewBox={`-2 -3 ${WIDTH + 4} ${HEIGHT + 6}`}
          preserveAspectRatio="none"
          className="h-14 min-w-0 flex-1 fill-none stroke-accent stroke-2"
        >
          <path d={path} vectorEffect="non-scaling-stroke" />
        </svg>
        <span aria-hidden="true" className="flex flex-col justify-between text-xs text-muted tabular-nums">
          <span>{formatMoney(highest, history.currency, t.locale)}</span>
          <span>{formatMoney(lowest, history.currency, t.locale)}</span>
        </span>
      </div>
      <figcaption className="text-sm text-muted">{sentence}</figcaption>
    </figure>
  );
}
