import { useState } from "react";
import { isSameWish } from "../format/sameWish";
import { watchLabel } from "../format/wish";
import { type Failure, failureOf } from "../http/request";
import { useInbox } from "../inbox/InboxContext";
import { useMessages } from "../messages/MessagesContext";
import { useAnnouncement } from "../status/StatusContext";
import type { Wish } from "../wire/model";
import { BellIcon } from "./icons";
import { Sentence } from "./Sentence";

type Watching =
  | { step: "idle" | "working" }
  | { step: "done"; label: string | null }
  | { step: "failed"; problem: Failure };

/** Begins to watch what was looked for: news of it come to the inbox. */
export function WatchButton({ wish }: { wish: Wish }) {
  const t = useMessages();
  const { store: inbox, inbox: known } = useInbox();
  const isWatched = known.watches?.some((one) => !one.paused && one.wish !== null && isSameWish(one.wish, wish));
  const [watching, setWatching] = useState<Watching>({ step: "idle" });

  async function begin(): Promise<void> {
    setWatching({ step: "working" });
    try {
      const { label } = await inbox.watch(wish, watchLabel(wish, t));
      setWatching({ step: "done", label });
    } catch (problem) {
      setWatching({ step: "failed", problem: failureOf(problem) });
    }
  }

  const isBegun = isWatched || watching.step === "working" || watching.step === "done";
  const confirmed =
    watching.step === "done" ? t("watch.confirmed", { label: watching.label ?? t("watch.unnamed") }) : null;
  useAnnouncement(confirmed);
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
        {t(isWatched || watching.step === "done" ? "watch.begun" : "watch.begin")}
      </button>
      {watching.step === "failed" && <Sentence problem={watching.problem} />}
      {confirmed !== null && <p className="text-sm text-muted">{confirmed}</p>}
    </div>
  );
}
