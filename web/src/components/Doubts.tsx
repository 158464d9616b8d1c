import { doubtSentence } from "../format/doubts";
import { useMessages } from "../messages/MessagesContext";
import type { Doubt } from "../wire/model";
import { WarningIcon } from "./icons";

/** Reasons to look twice before buying, in words; nothing when there are none. */
export function Doubts({ doubts }: { doubts: readonly Doubt[] }) {
  const t = useMessages();
  if (doubts.length === 0) return null;
  const sentences = [...new Set(doubts.map((doubt) => doubtSentence(doubt, t)))];
  return (
    <p className="flex gap-1.5 rounded-lg bg-alert-tint px-2 py-1.5 text-sm text-pretty wrap-anywhere">
      <span className="mt-0.5 shrink-0 text-alert">
        <WarningIcon />
      </span>
      <span>
        <strong className="font-medium">{t("doubt.look_twice")}</strong> {sentences.join(" ")}
      </span>
    </p>
  );
}
