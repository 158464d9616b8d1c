import { socketAddress } from "../connection/address";
import { BROWSER_CLOCK } from "../connection/clock";
import { createConnection, type Socket } from "../connection/connection";
import { keepSessionToken, newId, sessionToken } from "../identity/identity";
import type { InboxStore } from "../inbox/store";
import type { PageStorage } from "../storage/pageStorage";
import { archiving } from "./archiving";
import type { EventArchive } from "./eventArchive";
import { outboxStorage } from "./outboxStorage";
import { ratingStorage } from "./ratingStorage";
import { type ConversationStore, createConversationStore } from "./store";

export interface Visit {
  sessionId: string;
  storage: PageStorage;
  page: Pick<Location, "protocol" | "host">;
  openSocket: (address: string) => Socket;
  inbox: Pick<InboxStore, "refresh" | "tell">;
  archive: EventArchive | null;
  /** Called on each greeting. */
  onGreeted: () => void;
  /** The language that the page speaks now. */
  language: () => string;
}

/** A conversation, not yet open, with the server that served the page. */
export function createConversation(visit: Visit): ConversationStore {
  const { archive, inbox, language, openSocket, page, sessionId, storage } = visit;
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
    ratings: ratingStorage(storage, sessionId),
    archive: archive === null ? null : archiving(archive, sessionId, BROWSER_CLOCK),
    language,
    newClientId: () => newId("msg"),
    keepToken: (token) => keepSessionToken(storage, sessionId, token),
    onGreeted: () => {
      void inbox.refresh();
      visit.onGreeted();
    },
    onNotice: inbox.tell,
    schedule: (task) => requestAnimationFrame(task),
    warn: (message) => console.warn(message),
  });
}
