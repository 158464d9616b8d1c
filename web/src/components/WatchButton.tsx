import { useState } from "react";
import { problemSentence } from "../http/request";
import { isSameWish } from "../format/sameWish";
import { useInbox } from "../inbox/InboxContext";
import type { Wish } from "../wire/model";
import { BellIcon } from "./icons";
import { Sentence } from "./Sentence";

type Watching = { step: "idle" | "working" } | { step: "done" | "failed"; sentence: string };

/** Begins to watch what was looked for: news of it come to the inbox. */
export function WatchButton({ wish }: { wish: Wish }) {
  const { store: inbox, inbox: known } = useInbox();
  const isWatched = known.watches?.some((one) => !one.paused && one.wish !== null && isSameWish(one.wish, wish));
  const [watching, setWatching] = useState<Watching>({ step: "idle" });

  async function begin(): Promise<void> {
    setWatching({ step: "working" });
    try {
      const { label } = await inbox.watch(wish);
      setWatching({ step: "done", sentence: `Watching ${label}. News will stand under the bell.` });
    } catch (problem) {
      setWatching({ step: "failed", sentence: problemSentence(problem) });
    }
  }

  const isBegun = isWatched || watching.step === "working" || watching.step === "done";
  return (
    <div className="flex flex-wrap items-center gap-3">
      <button
        type="button"
        className="button-quiet disabled:text-muted"
        // It keeps the keyboard where it is, which `disabled` would not.
        aria-disabled={isBegun}
        onClick={() => {
          if (!isBegun) void begin();
        }}
      >
        <BellIcon />
        {isWatched || watching.step === "done" ? "Watching" : "Tell me about news"}
      </button>
      {watching.step === "failed" && <Sentence problem={watching.sentence} />}
      <p aria-live="polite" className="text-sm text-muted">
        {watching.step === "done" && watching.sentence}
      </p>
    </div>
  );
}
