import { useState } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { copyText } from "../../shell/copyText";
import { useStatus } from "../../status/StatusContext";
import { CopyIcon } from "../panelIcons";

export interface CopyButtonProps {
  text: string;
  /** What is copied; null where it is all of it. */
  label: string | null;
}

/** Copies a text, and stays marked as done: the next one to copy is the first without a mark. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const t = useMessages();
  const status = useStatus();
  const [copied, setCopied] = useState<string | null>(null);
  const isDone = copied === text;

  async function copy(): Promise<void> {
    const isCopied = await copyText(text);
    if (isCopied) setCopied(text);
    status.say(t(isCopied ? "conversation.copied" : "conversation.not_allowed"));
  }

  return (
    <button type="button" className="button-quiet shrink-0" onClick={() => void copy()}>
      <CopyIcon />
      <span>
        {t(isDone ? "job.copied" : "job.copy")}
        {label === null ? ` ${t("job.copy_everything")}` : <span className="sr-only"> {label}</span>}
      </span>
    </button>
  );
}
