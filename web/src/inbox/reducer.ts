/** A person's news and watches, as a pure function of what happened. */
import type { Failure } from "../http/request";
import type { Inbox, InboxItem } from "../wire/decodeNotice";
import type { Watch } from "../wire/decodeWatch";
import type { Notice } from "../wire/model";

export interface InboxState {
  /** Newest first. */
  items: readonly InboxItem[];
  /** How many were not read, also of those that are not listed. */
  unread: number;
  /** What was new when the inbox was opened: still marked so while one reads. */
  fresh: readonly string[];
  /** The latest piece of news that came while the page was open, until it is dismissed. */
  toast: Notice | null;
  /** Null until they are known. */
  watches: readonly Watch[] | null;
  /** Why the inbox or a watch is not as it should be, or null. */
  problem: Failure | null;
}

export type InboxAction =
  | { type: "loaded"; inbox: Inbox }
  | { type: "told"; notice: Notice }
  | { type: "opened" }
  | { type: "shown"; noticeIds: readonly string[] }
  | { type: "read"; noticeId: string }
  | { type: "dismissed" }
  | { type: "watches"; watches: readonly Watch[] }
  | { type: "watched"; watch: Watch }
  | { type: "ended"; watchId: string }
  | { type: "failed"; problem: Failure };

type WatchAction = Extract<InboxAction, { type: "watches" | "watched" | "ended" }>;

export const EMPTY_INBOX: InboxState = {
  items: [],
  unread: 0,
  fresh: [],
  toast: null,
  watches: null,
  problem: null,
};

/** The state after an action; the given state stays as it is. */
export function reduceInbox(state: InboxState, action: InboxAction): InboxState {
  switch (action.type) {
    case "loaded":
      return { ...state, ...action.inbox };
    case "told":
      return tell(state, action.notice);
    case "opened":
      return { ...state, fresh: [], toast: null, problem: null };
    case "shown":
      return { ...state, fresh: action.noticeIds };
    case "read":
      return markRead(state, action.noticeId);
    case "dismissed":
      return { ...state, toast: null };
    case "failed":
      return { ...state, problem: action.problem };
    default:
      return reduceWatches(state, action);
  }
}

function reduceWatches(state: InboxState, action: WatchAction): InboxState {
  switch (action.type) {
    case "watches":
      return { ...state, watches: action.watches };
    case "watched":
      return { ...state, problem: null, watches: withWatch(state.watches ?? [], action.watch) };
    case "ended":
      return { ...state, problem: null, watches: without(state.watches ?? [], action.watchId) };
  }
}

/** The ids of what is listed and was not read. */
export function unreadIds({ items }: Pick<InboxState, "items">): string[] {
  return items.filter(({ isRead }) => !isRead).map(({ notice_id }) => notice_id);
}

/** News come once, however many conversations of the person they are told in. */
function tell(state: InboxState, notice: Notice): InboxState {
  if (state.items.some(({ notice_id }) => notice_id === notice.notice_id)) return state;
  const items = [{ ...notice, isRead: false }, ...state.items];
  return { ...state, items, unread: state.unread + 1, toast: notice };
}

function markRead(state: InboxState, noticeId: string): InboxState {
  const isUnread = unreadIds(state).includes(noticeId);
  if (!isUnread) return state;
  const items = state.items.map((item) =>
    item.notice_id === noticeId ? { ...item, isRead: true } : item,
  );
  return { ...state, items, unread: Math.max(0, state.unread - 1) };
}

/** A changed watch keeps its place; a new one comes first. */
function withWatch(watches: readonly Watch[], watch: Watch): readonly Watch[] {
  const place = watches.findIndex(({ watch_id }) => watch_id === watch.watch_id);
  return place < 0 ? [watch, ...watches] : watches.with(place, watch);
}

function without(watches: readonly Watch[], watchId: string): readonly Watch[] {
  return watches.filter(({ watch_id }) => watch_id !== watchId);
}
