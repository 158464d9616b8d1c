import { useInbox } from "../inbox/InboxContext";
import { useMessages } from "../messages/MessagesContext";
import { NewsItem } from "./NewsItem";
import { Sentence } from "./Sentence";
import { WatchList } from "./WatchList";

/** A person's news, newest first, and what is watched for them. */
export function InboxPanel() {
  const t = useMessages();
  const { store, inbox } = useInbox();
  const { fresh, items, problem, watches } = inbox;
  return (
    <div className="flex flex-col gap-6 px-4 py-4 pb-[max(1.5rem,env(safe-area-inset-bottom))]">
      {problem !== null && <Sentence problem={problem} />}
      {items.length === 0 ? (
        <p className="text-muted">{t("news.none")}</p>
      ) : (
        <ul aria-label={t("news.title")} className="flex flex-col divide-y divide-line">
          {items.map((item) => (
            <NewsItem key={item.notice_id} item={item} isFresh={fresh.includes(item.notice_id)} />
          ))}
        </ul>
      )}
      <WatchList watches={watches} onPause={store.setPaused} onEnd={store.endWatch} />
    </div>
  );
}
