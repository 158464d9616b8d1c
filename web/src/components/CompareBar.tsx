import { useMessages } from "../messages/MessagesContext";
import { useAnnouncement } from "../status/StatusContext";
import { type Choice, MOST_COMPARED } from "./useComparison";

/** What is chosen for comparison, and the way to see it; nothing while nothing is chosen. */
export function CompareBar({ choice }: { choice: Choice }) {
  const t = useMessages();
  const { chosen, clear, compare, isWorking } = choice;
  const count = chosen.length;
  const chosenSentence = t(count === MOST_COMPARED ? "comparison.chosen_most" : "comparison.chosen", { count });
  useAnnouncement(count === 0 ? null : chosenSentence);
  if (count === 0) return null;
  return (
    <fieldset className="sticky bottom-24 z-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-2xl border border-line bg-surface px-4 py-2 shadow-md">
      <legend className="sr-only">{t("comparison.choose")}</legend>
      <p className="text-sm">{chosenSentence}</p>
      <div className="flex gap-2">
        <button type="button" className="button-quiet" onClick={clear}>
          {t("comparison.clear")}
        </button>
        <button
          type="button"
          disabled={count < 2 || isWorking}
          className="inline-flex min-h-11 items-center rounded-full bg-accent px-5 text-[0.9375rem] font-medium text-on-accent disabled:bg-sunken disabled:text-muted"
          onClick={() => void compare()}
        >
          {t(isWorking ? "comparison.comparing" : "comparison.compare")}
        </button>
      </div>
    </fieldset>
  );
}
