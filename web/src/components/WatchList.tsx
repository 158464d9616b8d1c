import { useRef } from "react";
import { useMessages } from "../messages/MessagesContext";
import type { Translate } from "../messages/translate";
import type { Watch } from "../wire/decodeWatch";

export interface WatchListProps {
  /** Null until they are known. */
  watches: readonly Watch[] | null;
  onPause: (watchId: string, paused: boolean) => Promise<void>;
  onEnd: (watchId: string) => Promise<void>;
}

function standing({ paused, matches }: Watch, t: Translate): string {
  if (paused) return t("watch.paused");
  return matches === null ? "" : t("watch.matches", { count: matches });
}

interface WatchLineProps extends Pick<WatchListProps, "onPause" | "onEnd"> {
  watch: Watch;
}

function WatchLine({ watch, onPause, onEnd }: WatchLineProps) {
  const t = useMessages();
  const label = watch.label ?? t("watch.unnamed");
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3">
      <div className="min-w-32 flex-1">
        <p className="wrap-anywhere">{label}</p>
        <p className="text-sm text-muted">{standing(watch, t)}</p>
      </div>
      <div className="flex gap-2">
        <button
          type="button"
          className="button-quiet"
          onClick={() => void onPause(watch.watch_id, !watch.paused)}
        >
          <span>{t.rich(watch.paused ? "watch.resume" : "watch.pause", { label })}</span>
        </button>
        <button type="button" className="button-quiet" onClick={() => void onEnd(watch.watch_id)}>
          <span>{t.rich("watch.delete", { label })}</span>
        </button>
      </div>
    </li>
  );
}

/** What is watched, each with the buttons that pause and end it. */
export function WatchList({ watches, onPause, onEnd }: WatchListProps) {
  const t = useMessages();
  const heading = useRef<HTMLHeadingElement>(null);

  /** The line goes with its buttons; the keyboard goes to the heading above. */
  async function end(watchId: string): Promise<void> {
    await onEnd(watchId);
    heading.current?.focus();
  }

  return (
    <section aria-labelledby="watching" className="border-t border-line pt-4">
      <h3 ref={heading} id="watching" tabIndex={-1} className="font-medium outline-none">
        {t("watch.title")}
      </h3>
      {watches?.length === 0 && <p className="pt-1 text-sm text-muted">{t("watch.none")}</p>}
      <ul aria-labelledby="watching" className="divide-y divide-line">
        {watches?.map((watch) => (
          <WatchLine key={watch.watch_id} watch={watch} onPause={onPause} onEnd={end} />
        ))}
      </ul>
    </section>
  );
}
