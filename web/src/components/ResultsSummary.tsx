import { countSentence, excludedSentence } from "../format/words";
import type { Results } from "../wire/model";

/** How many products fit, what was left out and why. */
export function ResultsSummary({ results }: { results: Results }) {
  const { excluded } = results;
  return (
    <div className="max-w-2xl text-[0.9375rem] text-muted">
      <p>
        <strong className="font-medium text-ink">{countSentence(results)}</strong>{" "}
        {excludedSentence(excluded)}
      </p>
    </div>
  );
}
