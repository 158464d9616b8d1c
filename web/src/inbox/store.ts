import type { Api } from "../http/api";
import { failureOf } from "../http/request";
import type { Notice, Wish } from "../wire/model";
import type { Watch } from "../wire/decodeWatch";
import { EMPTY_INBOX, type InboxAction, type InboxState, reduceInbox, unreadIds } from "./reducer";

export interface InboxStore {
  getSnapshot(): InboxState;
  subscribe(listener: () => void): () => void;
  /** Fetches the news; while nobody looks, a failure waits for the next connection in silence. */
  refresh(): Promise<void>;
  /** News that came while the page was open. */
  tell(notice: Notice): void;
  /** Fetches everything, and marks as read what is shown. */
  open(): Promise<void>;
  dismiss(): void;
  /** Begins to watch a wish; fails with a `RequestProblem`. */
  watch(wish: Wish, label: string | null): Promise<Watch>;
  setPaused(watchId: string, paused: boolean): Promise<void>;
  endWatch(watchId: string): Promise<void>;
}

/** Holds a person's news and watches, whichever conversation is open. */
export function createInboxStore(api: Api): InboxStore {
  let state = EMPTY_INBOX;
  const listeners = new Set<() => void>();

  function dispatch(action: InboxAction): void {
    const before = state;
    state = reduceInbox(before, action);
    if (state === before) return;
    for (const listener of listeners) listener();
  }

  /** Does something for whoever looks at the inbox, and says there why it failed. */
  async function attempt(task: () => Promise<InboxAction>): Promise<void> {
    try {
      dispatch(await task());
    } catch (problem) {
      dispatch({ type: "failed", problem: failureOf(problem) });
    }
  }

  async function markRead(noticeId: string): Promise<InboxAction> {
    await api.markRead(noticeId);
    return { type: "read", noticeId };
  }

  const load = async (): Promise<InboxAction> => ({ type: "loaded", inbox: await api.inbox() });

  return {
    getSnapshot: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh: async () => {
      const watches = state.watches === null ? api.watches() : null;
      await load().then(dispatch, () => undefined);
      await watches?.then(
        (known) => dispatch({ type: "watches", watches: known }),
        () => undefined,
      );
    },
    tell: (notice) => dispatch({ type: "told", notice }),
    open: async () => {
      dispatch({ type: "opened" });
      await Promise.all([
        attempt(load),
        attempt(async () => ({ type: "watches", watches: await api.watches() })),
      ]);
      const unread = unreadIds(state);
      dispatch({ type: "shown", noticeIds: unread });
      await Promise.all(unread.map((noticeId) => attempt(() => markRead(noticeId))));
    },
    dismiss: () => dispatch({ type: "dismissed" }),
    watch: async (wish, label) => {
      const watch = await api.watch(wish, label);
      dispatch({ type: "watched", watch });
      return watch;
    },
    setPaused: (watchId, paused) =>
      attempt(async () => ({ type: "watched", watch: await api.setPaused(watchId, paused) })),
    endWatch: (watchId) =>
      attempt(async () => {
        await api.endWatch(watchId);
        return { type: "ended", watchId };
      }),
  };
}
