import { useMessages } from "../messages/MessagesContext";
/** What the person said. */
export function UserBubble({ text }: { text: string }) {
  const t = useMessages();
  return (
    <div className="flex justify-end">
      <p className="max-w-[85%] rounded-3xl rounded-ee-lg bg-tint px-4 py-2.5 wrap-anywhere whitespace-pre-wrap sm:max-w-[70%]">
        <span className="sr-only">{t("conversation.you_said")} </span>
        {text}
      </p>
    </div>
  );
}
