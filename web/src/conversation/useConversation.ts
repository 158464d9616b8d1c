import { useEffect, useState, useSyncExternalStore } from "react";
import type { ConversationStore, Snapshot } from "./store";

/** A conversation that stays connected for as long as the component is shown. */
export function useConversation(createStore: () => ConversationStore): {
  store: ConversationStore;
  snapshot: Snapshot;
} {
  const [store] = useState(createStore);
  useEffect(() => {
    store.open();
    return () => store.close();
  }, [store]);
  useReconnectOnReturn(store);
  const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot);
  return { store, snapshot };
}

/** A page that comes back to the front, or online, does not wait for the next attempt. */
function useReconnectOnReturn(store: ConversationStore): void {
  useEffect(() => {
    const reconnect = () => {
      if (document.visibilityState === "visible") store.reconnect();
    };
    window.addEventListener("online", reconnect);
    document.addEventListener("visibilitychange", reconnect);
    return () => {
      window.removeEventListener("online", reconnect);
      document.removeEventListener("visibilitychange", reconnect);
    };
  }, [store]);
}
