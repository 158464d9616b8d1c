import type { ClientFrame } from "../wire/types";
import { frameOf } from "./outbox";
import { ratingFrame } from "./ratings";
import type { Action, ConversationState } from "./state";

/** A frame that waits to be sent, and what to note once it was. */
export interface Unsent {
  frame: ClientFrame;
  onSent: Action;
}

/** Everything that may be sent now, in order: nothing before the server has greeted. */
export function unsent(state: ConversationState, locale: string): Unsent[] {
  if (!state.isGreeted) return [];
  const items = state.outbox
    .filter((item) => item.delivery === "waiting" && item.problem === null)
    .map((item): Unsent => ({
      frame: frameOf(item, locale),
      onSent: { type: "deliver", clientId: item.clientId },
    }));
  const ratings = Object.entries(state.ratings)
    .filter(([, rating]) => rating.delivery === "waiting")
    .map(([runId, rating]): Unsent => ({
      frame: ratingFrame(runId, rating),
      onSent: { type: "deliver-rating", runId },
    }));
  return [...items, ...ratings];
}
