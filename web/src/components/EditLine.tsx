import { useMessages } from "../messages/MessagesContext";
/** What the person changed by hand: the quiet heading of what it led to. */
export function EditLine({ text }: { text: string }) {
  const t = useMessages();
  return (
    <p className="flex items-center gap-3 text-sm text-muted">
      <span className="sr-only">{t("conversation.you_changed")} </span>
      <span className="min-w-0 wrap-anywhere">{text}</span>
      <span aria-hidden="true" className="h-px min-w-8 flex-1 bg-line" />
    </p>
  );
}
