import { socketAddress } from "../connection/address";
import { BROWSER_CLOCK } from "../connection/clock";
import { createConnection, type Socket } from "../connection/connection";
import { keepSessionToken, newId, sessionToken } from "../identity/identity";
import type { InboxStore } from "../inbox/store";
import type { PageStorage } from "../storage/pageStorage";
import { outboxStorage } from "./outboxStorage";
import { type ConversationStore, createConversationStore } from "./store";

export interface Visit {
  sessionId: string;
  storage: PageStorage;
  page: Pick<Location, "protocol" | "host">;
  openSocket: (address: string) => Socket;
  inbox: Pick<InboxStore, "refresh" | "tell">;
  /** The language that the page speaks now. */
  language: () => string;
}

/** A conversation, not yet open, with the server that served the page. */
export function createConversation(visit: Visit): ConversationStore {
  const { inbox, language, openSocket, page, sessionId, storage } = visit;
  return createConversationStore({
    sessionId,
    connect: ({ resume, ...handlers }) =>
      createConnection({
        ...handlers,
        address: () =>
          socketAddress(page, { ...resume(), sessionToken: sessionToken(storage, sessionId) }),
        openSocket,
        clock: BROWSER_CLOCK,
        random: Math.random,
      }),
    outbox: outboxStorage(storage, sessionId),
    language,
    newClientId: () => newId("msg"),
    keepToken: (token) => keepSessionToken(storage, sessionId, token),
    onGreeted: () => void inbox.refresh(),
    onNotice: inbox.tell,
    schedule: (task) => requestAnimationFrame(task),
    warn: (message) => console.warn(message),
  });
}
