import { noticeSentence } from "../format/notice";
import { useInbox } from "../inbox/InboxContext";
import { useMessages } from "../messages/MessagesContext";
import { useAnnouncement } from "../status/StatusContext";
import { CloseIcon } from "./icons";

/** News that came just now, said quietly; they stay until somebody takes note of them. */
export function NewsToast({ onOpen }: { onOpen: () => void }) {
  const t = useMessages();
  const { store, inbox } = useInbox();
  const { toast } = inbox;
  useAnnouncement(toast === null ? null : noticeSentence(toast, t));
  if (toast === null) return null;
  return (
    <section
      aria-label={t("news.title")}
      className="fixed top-[calc(4rem+env(safe-area-inset-top))] end-0 z-20 block max-w-md safe-x max-sm:w-full"
    >
      <div className="flex animate-appear items-start gap-1 rounded-2xl border border-line bg-surface py-2 pe-1 ps-4 shadow-lg">
        <div className="min-w-0 flex-1 py-1">
          <p className="line-clamp-4 text-[0.9375rem] wrap-anywhere">{noticeSentence(toast, t)}</p>
          <button
            type="button"
            className="-mb-2 min-h-11 text-sm font-medium text-accent underline underline-offset-2"
            onClick={onOpen}
          >
            {t("news.see_all")}
          </button>
        </div>
        <button
          type="button"
          aria-label={t("page.dismiss")}
          title={t("page.dismiss")}
          className="grid size-11 shrink-0 place-items-center rounded-full text-muted hover:text-ink"
          onClick={store.dismiss}
        >
          <CloseIcon />
        </button>
      </div>
    </section>
  );
}
