import { useInbox } from "../inbox/InboxContext";
import { NewsItem } from "./NewsItem";
import { Sentence } from "./Sentence";
import { WatchList } from "./WatchList";

/** A person's news, newest first, and what is watched for them. */
export function InboxPanel() {
  const { store, inbox } = useInbox();
  const { fresh, items, problem, watches } = inbox;
  return (
    <div className="flex flex-col gap-6 px-4 py-4 pb-[max(1.5rem,env(safe-area-inset-bottom))]">
      {problem !== null && <Sentence problem={problem} />}
      {items.length === 0 ? (
        <p className="text-muted">
          No news yet. Press “Tell me about news” under some results, and what changes will stand
          here.
        </p>
      ) : (
        <ul aria-label="News" className="flex flex-col divide-y divide-line">
          {items.map((item) => (
            <NewsItem key={item.notice_id} item={item} isFresh={fresh.includes(item.notice_id)} />
          ))}
        </ul>
      )}
      <WatchList watches={watches} onPause={store.setPaused} onEnd={store.endWatch} />
    </div>
  );
}
