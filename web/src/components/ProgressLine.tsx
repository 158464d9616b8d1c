import { sourceSentence } from "../format/sources";
import { useMessages } from "../messages/MessagesContext";
import type { Source } from "../wire/model";

export interface ProgressLineProps {
  message: string;
  sources: readonly Source[];
}

/** What is going on right now, in one calm line. */
export function ProgressLine({ message, sources }: ProgressLineProps) {
  const t = useMessages();
  return (
    <div className="flex flex-col gap-1.5 text-muted">
      <p className="flex items-center gap-2.5">
        <span aria-hidden="true" className="size-2 shrink-0 animate-breathe rounded-full bg-accent" />
        {message}
      </p>
      {sources.length > 0 && (
        <ul aria-label={t("results.shops")} className="flex flex-wrap gap-x-4 gap-y-1 ps-4.5 text-sm">
          {sources.map((source) => (
            <li key={source.marketplace}>{sourceSentence(source, t)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
