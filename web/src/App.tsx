import { useState } from "react";
import { Conversation } from "./components/Conversation";
import type { Socket } from "./connection/connection";
import { createConversation } from "./conversation/createConversation";
import type { ConversationStore } from "./conversation/store";
import { useSession } from "./identity/useSession";
import type { PageStorage } from "./storage/pageStorage";

export interface AppProps {
  openSocket: (address: string) => Socket;
  storage: PageStorage;
}

/** The conversations of this page, so that going back to one finds it as it was left. */
function useStores({ openSocket, storage }: AppProps): (sessionId: string) => ConversationStore {
  const [stores] = useState(() => new Map<string, ConversationStore>());
  return (sessionId) => {
    const visit = { sessionId, storage, page: window.location, openSocket };
    const store = stores.get(sessionId) ?? createConversation(visit);
    stores.set(sessionId, store);
    return store;
  };
}

/** The whole page: one conversation at a time, chosen by the address. */
export function App(props: AppProps) {
  const { storage } = props;
  const { sessionId, startSession } = useSession(storage);
  const storeOf = useStores(props);
  return (
    <Conversation
      key={sessionId}
      sessionId={sessionId}
      storage={storage}
      createStore={() => storeOf(sessionId)}
      onNewConversation={startSession}
    />
  );
}
