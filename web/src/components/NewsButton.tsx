import { useInbox } from "../inbox/InboxContext";
import { useMessages } from "../messages/MessagesContext";
import { BellIcon } from "./icons";

const MOST_COUNTED = 99;

/** The way to the inbox, and how much in it is new. */
export function NewsButton({ onOpen }: { onOpen: () => void }) {
  const t = useMessages();
  const { unread } = useInbox().inbox;
  const name = unread === 0 ? t("news.title") : t("news.unread", { count: unread });
  return (
    <button
      type="button"
      aria-label={name}
      aria-haspopup="dialog"
      title={name}
      className="relative grid size-11 place-items-center rounded-full text-muted transition-colors hover:text-ink"
      onClick={onOpen}
    >
      <BellIcon />
      {unread > 0 && (
        <span
          aria-hidden="true"
          className="absolute top-1 end-0.5 min-w-5 rounded-full bg-accent px-1 text-center text-xs leading-5 font-medium text-on-accent tabular-nums"
        >
          {unread > MOST_COUNTED ? `${MOST_COUNTED}+` : unread}
        </span>
      )}
    </button>
  );
}
