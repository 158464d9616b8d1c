import { sourceSentence } from "../format/words";
import { useMessages } from "../messages/MessagesContext";
import type { Source } from "../wire/model";

/** Where it was looked and what each shop answered; what is not set up is not worth a word. */
export function SourceStrip({ sources }: { sources: readonly Source[] }) {
  const t = useMessages();
  const asked = sources.filter(({ status }) => status !== "not_configured");
  if (asked.length === 0) return null;
  return (
    <ul aria-label={t("results.looked_at")} className="flex flex-wrap gap-x-4 gap-y-1 px-1 text-sm text-muted">
      {asked.map((source) => (
        <li key={source.marketplace} className="flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className={`size-2 rounded-full ${source.status === "ok" ? "bg-accent" : "bg-alert"}`}
          />
          {sourceSentence(source, t)}
        </li>
      ))}
    </ul>
  );
}
