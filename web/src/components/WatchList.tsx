import { useRef } from "react";
import type { Watch } from "../wire/decodeWatch";

export interface WatchListProps {
  /** Null until they are known. */
  watches: readonly Watch[] | null;
  onPause: (watchId: string, paused: boolean) => Promise<void>;
  onEnd: (watchId: string) => Promise<void>;
}

function standing({ paused, matches }: Watch): string {
  if (paused) return "Paused";
  if (matches === null) return "";
  return matches === 1 ? "1 product fits" : `${matches} products fit`;
}

/** What is watched, each with the buttons that pause and end it. */
export function WatchList({ watches, onPause, onEnd }: WatchListProps) {
  const heading = useRef<HTMLHeadingElement>(null);

  /** The line goes with its buttons; the keyboard goes to the heading above. */
  async function end(watchId: string): Promise<void> {
    await onEnd(watchId);
    heading.current?.focus();
  }

  return (
    <section aria-labelledby="watching" className="border-t border-line pt-4">
      <h3 ref={heading} id="watching" tabIndex={-1} className="font-medium outline-none">
        Watching
      </h3>
      {watches?.length === 0 && <p className="pt-1 text-sm text-muted">Nothing is watched.</p>}
      <ul aria-labelledby="watching" className="divide-y divide-line">
        {watches?.map((watch) => (
          <li key={watch.watch_id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3">
            <div className="min-w-32 flex-1">
              <p className="wrap-anywhere">{watch.label}</p>
              <p className="text-sm text-muted">{standing(watch)}</p>
            </div>
            <div className="flex gap-2">
              <button
                type="button"
                className="button-quiet"
                onClick={() => void onPause(watch.watch_id, !watch.paused)}
              >
                {watch.paused ? "Resume" : "Pause"}
                <span className="sr-only"> {watch.label}</span>
              </button>
              <button
                type="button"
                className="button-quiet"
                onClick={() => void end(watch.watch_id)}
              >
                Delete<span className="sr-only"> {watch.label}</span>
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
