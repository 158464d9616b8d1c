import { useState } from "react";
import type { Turn } from "../conversation/state";
import { answerText, conversationText } from "../format/transcript";
import { useMessages } from "../messages/MessagesContext";
import { copyText, shareText } from "../shell/copyText";
import { useShell } from "../shell/ShellContext";
import { useStatus } from "../status/StatusContext";
import { CopyIcon, ShareIcon } from "./panelIcons";

const ICON_BUTTON =
  "grid size-11 place-items-center rounded-full text-muted transition-colors hover:bg-sunken hover:text-ink";
const SAID = { copied: "conversation.copied", shared: null, failed: "conversation.not_allowed" } as const;

/** Copies the answer of a turn, or shares the conversation, as plain text. */
export function TurnActions({ turn }: { turn: Turn }) {
  const t = useMessages();
  const shell = useShell();
  const status = useStatus();
  const [said, setSaid] = useState<"copied" | "shared" | "failed">("shared");
  const message = SAID[said];
  if (shell === null) return null;

  function tell(next: typeof said): void {
    setSaid(next);
    const sentence = SAID[next];
    if (sentence !== null) status.say(t(sentence));
  }

  async function copy(): Promise<void> {
    tell((await copyText(answerText(turn, t))) ? "copied" : "failed");
  }

  async function share(): Promise<void> {
    tell(await shareText(conversationText(shell?.turns() ?? [], t)));
  }

  return (
    <div className="-mt-2 flex items-center">
      <button
        type="button"
        aria-label={t("conversation.copy_answer")}
        title={t("conversation.copy_answer")}
        className={ICON_BUTTON}
        onClick={() => void copy()}
      >
        <CopyIcon />
      </button>
      <button
        type="button"
        aria-label={t("conversation.share")}
        title={t("conversation.share")}
        className={ICON_BUTTON}
        onClick={() => void share()}
      >
        <ShareIcon />
      </button>
      {message !== null && <span className="ps-1 text-sm text-muted">{t(message)}</span>}
    </div>
  );
}
