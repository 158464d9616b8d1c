import { useMessages } from "../messages/MessagesContext";
import { useShell } from "../shell/ShellContext";
import { PencilIcon } from "./panelIcons";

/** Takes the last message back into the box, to be said otherwise. */
export function RewriteButton({ words, runId }: { words: string; runId: string | null }) {
  const t = useMessages();
  const shell = useShell();
  if (shell === null) return null;
  return (
    <button
      type="button"
      className="-my-4 flex min-h-11 items-center gap-1.5 self-end text-sm text-muted hover:text-ink"
      onClick={() => shell.rewrite(words, runId)}
    >
      <PencilIcon />
      {t.rich("conversation.rewrite")}
    </button>
  );
}
