import { useCallback, useMemo, useState } from "react";
import { Conversation } from "./components/Conversation";
import { PageBoundary } from "./components/PageBoundary";
import { StatusLine } from "./components/StatusLine";
import { UpdateBar } from "./components/UpdateBar";
import type { Socket } from "./connection/connection";
import type { EventArchive } from "./conversation/eventArchive";
import { createConversation } from "./conversation/createConversation";
import type { ConversationStore } from "./conversation/store";
import { type Api, createApi } from "./http/api";
import { ApiContext } from "./http/ApiContext";
import type { Fetch } from "./http/request";
import { forgetSession, sessionToken } from "./identity/identity";
import { useSession } from "./identity/useSession";
import { InboxContext } from "./inbox/InboxContext";
import { createInboxStore, type InboxStore } from "./inbox/store";
import { createMediaApi } from "./media/mediaApi";
import { MediaContext, type MediaServices } from "./media/MediaContext";
import type { Transport } from "./media/transport";
import { MessagesContext } from "./messages/MessagesContext";
import type { Language, Translate } from "./messages/translate";
import { useChosenLanguage } from "./messages/useChosenLanguage";
import { SavedContext } from "./saved/SavedContext";
import { createSavedStore, type SavedStore } from "./saved/store";
import { StatusContext } from "./status/StatusContext";
import { createStatusStore } from "./status/store";
import type { PageStorage } from "./storage/pageStorage";
import type { VersionWatch } from "./version/versionWatch";

export interface AppProps {
  openSocket: (address: string) => Socket;
  fetch: Fetch;
  /** Sends the bytes of files. */
  transport: Transport;
  storage: PageStorage;
  /** Keeps conversations to be read without a connection; null where nothing may be kept. */
  archive: EventArchive | null;
  /** Says when the server has another page than this one. */
  version: VersionWatch;
  /** What is spoken at first. */
  opening: Translate;
  loadLanguage: (language: Language) => Promise<Translate>;
}

/** The services behind the page, and the one inbox that all its conversations share. */
function useServices({ fetch, storage, transport }: AppProps): {
  api: Api;
  inbox: InboxStore;
  saved: SavedStore;
  media: MediaServices;
} {
  return useMemo(() => {
    const api = createApi(fetch, (sessionId) => sessionToken(storage, sessionId));
    const media = { api: createMediaApi(fetch), transport };
    return { api, inbox: createInboxStore(api), saved: createSavedStore(api), media };
  }, [fetch, storage, transport]);
}

/** What the page speaks now, as the document says. */
function language(): string {
  return document.documentElement.lang;
}

/** The conversations of this page, so that going back to one finds it as it was left. */
function useStores(
  { archive, openSocket, storage, version }: AppProps,
  inbox: InboxStore,
): { storeOf: (sessionId: string) => ConversationStore; forget: (sessionId: string) => void } {
  const [stores] = useState(() => new Map<string, ConversationStore>());
  const onGreeted = () => void version.check();
  function storeOf(sessionId: string): ConversationStore {
    const page = window.location;
    const visit = { sessionId, storage, page, openSocket, inbox, archive, language, onGreeted };
    const store = stores.get(sessionId) ?? createConversation(visit);
    stores.set(sessionId, store);
    return store;
  }
  const forget = useCallback(
    (sessionId: string) => {
      stores.get(sessionId)?.close();
      stores.delete(sessionId);
      forgetSession(storage, sessionId);
      void archive?.forget(sessionId);
    },
    [archive, storage, stores],
  );
  return { storeOf, forget };
}

/** The whole page: one conversation at a time, chosen by the address. */
export function App(props: AppProps) {
  const { storage, version, opening, loadLanguage } = props;
  const messages = useChosenLanguage(storage, opening, loadLanguage);
  const { api, inbox, saved, media } = useServices(props);
  const { sessionId, startSession, openSession } = useSession(storage);
  const [status] = useState(createStatusStore);
  const { storeOf, forget } = useStores(props, inbox);
  return (
    <MessagesContext value={messages}>
      <ApiContext value={api}>
        <InboxContext value={inbox}>
          <SavedContext value={saved}>
            <MediaContext value={media}>
              <StatusContext value={status}>
                <PageBoundary>
                  <UpdateBar version={version} />
                  <Conversation
                    key={sessionId}
                    sessionId={sessionId}
                    storage={storage}
                    createStore={() => storeOf(sessionId)}
                    onNewConversation={startSession}
                    onOpenSession={openSession}
                    onForgetSession={forget}
                  />
                </PageBoundary>
                <StatusLine />
              </StatusContext>
            </MediaContext>
          </SavedContext>
        </InboxContext>
      </ApiContext>
    </MessagesContext>
  );
}
