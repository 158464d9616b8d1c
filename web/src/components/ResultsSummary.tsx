import { usualMoment } from "../format/asOf";
import { countSentence, excludedSentence } from "../format/words";
import { useMessages } from "../messages/MessagesContext";
import type { Results } from "../wire/model";

/** How many products fit, what was left out and why. */
export function ResultsSummary({ results }: { results: Results }) {
  const t = useMessages();
  const { excluded, products } = results;
  const moment = usualMoment(products, t.locale);
  return (
    <div className="max-w-2xl text-[0.9375rem] text-muted">
      <p>
        <strong className="font-medium text-ink">{countSentence(results, t)}</strong>{" "}
        {results.near_count > 0 && `${t("results.near", { count: results.near_count })} `}
        {excludedSentence(excluded, t)} {moment !== null && t("results.as_of", { moment })}
      </p>
    </div>
  );
}
