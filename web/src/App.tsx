import { useMemo, useState } from "react";
import { Conversation } from "./components/Conversation";
import type { Socket } from "./connection/connection";
import { createConversation } from "./conversation/createConversation";
import type { ConversationStore } from "./conversation/store";
import { type Api, createApi } from "./http/api";
import { ApiContext } from "./http/ApiContext";
import type { Fetch } from "./http/request";
import { sessionToken } from "./identity/identity";
import { useSession } from "./identity/useSession";
import { InboxContext } from "./inbox/InboxContext";
import { createInboxStore, type InboxStore } from "./inbox/store";
import { MessagesContext } from "./messages/MessagesContext";
import type { Language, Translate } from "./messages/translate";
import { useChosenLanguage } from "./messages/useChosenLanguage";
import type { PageStorage } from "./storage/pageStorage";

export interface AppProps {
  openSocket: (address: string) => Socket;
  fetch: Fetch;
  storage: PageStorage;
  /** What is spoken at first. */
  opening: Translate;
  loadLanguage: (language: Language) => Promise<Translate>;
}

/** The services behind the page, and the one inbox that all its conversations share. */
function useServices({ fetch, storage }: AppProps): { api: Api; inbox: InboxStore } {
  return useMemo(() => {
    const api = createApi(fetch, (sessionId) => sessionToken(storage, sessionId));
    return { api, inbox: createInboxStore(api) };
  }, [fetch, storage]);
}

/** What the page speaks now, as the document says. */
function language(): string {
  return document.documentElement.lang;
}

/** The conversations of this page, so that going back to one finds it as it was left. */
function useStores(
  { openSocket, storage }: AppProps,
  inbox: InboxStore,
): (sessionId: string) => ConversationStore {
  const [stores] = useState(() => new Map<string, ConversationStore>());
  return (sessionId) => {
    const visit = { sessionId, storage, page: window.location, openSocket, inbox, language };
    const store = stores.get(sessionId) ?? createConversation(visit);
    stores.set(sessionId, store);
    return store;
  };
}

/** The whole page: one conversation at a time, chosen by the address. */
export function App(props: AppProps) {
  const { storage, opening, loadLanguage } = props;
  const messages = useChosenLanguage(storage, opening, loadLanguage);
  const { api, inbox } = useServices(props);
  const { sessionId, startSession } = useSession(storage);
  const storeOf = useStores(props, inbox);
  return (
    <MessagesContext value={messages}>
      <ApiContext value={api}>
        <InboxContext value={inbox}>
          <Conversation
            key={sessionId}
            sessionId={sessionId}
            storage={storage}
            createStore={() => storeOf(sessionId)}
            onNewConversation={startSession}
          />
        </InboxContext>
      </ApiContext>
    </MessagesContext>
  );
}
