import { useState } from "react";
import type { Turn } from "../conversation/state";
import { answerText, conversationText } from "../format/transcript";
import { copyText, shareText } from "../shell/copyText";
import { useShell } from "../shell/ShellContext";
import { CopyIcon, ShareIcon } from "./panelIcons";

const ICON_BUTTON =
  "grid size-11 place-items-center rounded-full text-muted transition-colors hover:bg-sunken hover:text-ink";
const SAID = { copied: "Copied.", shared: "", failed: "The browser did not allow it." } as const;

/** Copies the answer of a turn, or shares the conversation, as plain text. */
export function TurnActions({ turn }: { turn: Turn }) {
  const shell = useShell();
  const [said, setSaid] = useState("");
  if (shell === null) return null;

  async function copy(): Promise<void> {
    setSaid((await copyText(answerText(turn))) ? SAID.copied : SAID.failed);
  }

  async function share(): Promise<void> {
    setSaid(SAID[await shareText(conversationText(shell?.turns() ?? []))]);
  }

  return (
    <div className="-mt-2 flex items-center">
      <button
        type="button"
        aria-label="Copy this answer"
        title="Copy this answer"
        className={ICON_BUTTON}
        onClick={() => void copy()}
      >
        <CopyIcon />
      </button>
      <button
        type="button"
        aria-label="Share the conversation"
        title="Share the conversation"
        className={ICON_BUTTON}
        onClick={() => void share()}
      >
        <ShareIcon />
      </button>
      <span aria-live="polite" className="ps-1 text-sm text-muted">
        {said}
      </span>
    </div>
  );
}
