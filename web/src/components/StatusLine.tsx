import { useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { useMessages } from "../messages/MessagesContext";
import { useStatus } from "../status/StatusContext";

/** Without it a sentence that is said twice running would be heard once. */
const UNHEARD = "\u00A0";

/** The one place of the page whose changes are read out politely. */
export function StatusLine() {
  const t = useMessages();
  const status = useStatus();
  const { count, host, sentence } = useSyncExternalStore(status.subscribe, status.getSnapshot);
  const line = (
    <output aria-label={t("conversation.progress")} className="sr-only">
      {sentence !== "" && count % 2 === 0 ? `${sentence}${UNHEARD}` : sentence}
    </output>
  );
  return createPortal(line, host ?? document.body);
}
