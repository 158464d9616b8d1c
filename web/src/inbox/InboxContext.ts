import { createContext, useContext, useSyncExternalStore } from "react";
import type { InboxState } from "./reducer";
import type { InboxStore } from "./store";

/** The person's inbox; the page provides it at its root. */
export const InboxContext = createContext<InboxStore | null>(null);

/** The person's inbox, and what may be done with it. */
export function useInboxStore(): InboxStore {
  const store = useContext(InboxContext);
  if (store === null) throw new Error("This component stands outside an InboxContext.");
  return store;
}

/** The person's inbox as it is now. */
export function useInbox(): { store: InboxStore; inbox: InboxState } {
  const store = useInboxStore();
  return { store, inbox: useSyncExternalStore(store.subscribe, store.getSnapshot) };
}
