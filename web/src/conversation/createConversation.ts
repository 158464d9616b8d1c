import { socketAddress } from "../connection/address";
import { BROWSER_CLOCK } from "../connection/clock";
import { createConnection, type Socket } from "../connection/connection";
import { newId } from "../identity/identity";
import { type ConversationStore, createConversationStore } from "./store";

export interface Visit {
  userId: string;
  sessionId: string;
  page: Pick<Location, "protocol" | "host">;
  openSocket: (address: string) => Socket;
}

/** A conversation, not yet open, with the server that served the page. */
export function createConversation({ userId, sessionId, page, openSocket }: Visit): ConversationStore {
  return createConversationStore({
    sessionId,
    connect: ({ resume, ...handlers }) =>
      createConnection({
        ...handlers,
        address: () => socketAddress(page, { userId, ...resume() }),
        openSocket,
        clock: BROWSER_CLOCK,
        random: Math.random,
      }),
    newClientId: () => newId("msg"),
    schedule: (task) => requestAnimationFrame(task),
    warn: (message) => console.warn(message),
  });
}
