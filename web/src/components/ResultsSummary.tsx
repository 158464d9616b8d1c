import { formatFacts } from "../format/numbers";
import { countSentence, excludedSentence, sourceSentence } from "../format/words";
import { useMessages } from "../messages/MessagesContext";
import type { Results } from "../wire/model";

/** How many products fit, what was left out and why, and which shops said nothing. */
export function ResultsSummary({ results }: { results: Results }) {
  const t = useMessages();
  const { excluded, sources } = results;
  const silent = sources.filter(({ status }) => status !== "ok" && status !== "not_configured");
  return (
    <div className="max-w-2xl text-[0.9375rem] text-muted">
      <p>
        <strong className="font-medium text-ink">{countSentence(results, t)}</strong>{" "}
        {excludedSentence(excluded, t)}
      </p>
      {silent.length > 0 && <p>{formatFacts(silent.map((source) => sourceSentence(source, t)), t.locale)}.</p>}
    </div>
  );
}
