/** What the person thinks of the replies, and telling the server. */
import type { ClientFrame } from "../wire/types";
import type { ConversationState, Rating } from "./state";

function withRating(state: ConversationState, runId: string, rating: Rating): ConversationState {
  return { ...state, ratings: { ...state.ratings, [runId]: rating } };
}

/** Keeps a judgement of a run; one that is known already changes nothing. */
export function rate(
  state: ConversationState,
  runId: string,
  value: Rating["value"],
  reason: string | null,
): ConversationState {
  const present = state.ratings[runId];
  if (present?.value === value && (reason === null || present.reason === reason)) return state;
  return withRating(state, runId, { value, reason, delivery: "waiting" });
}

/** The server was told of the judgement. */
export function ratingDelivered(state: ConversationState, runId: string): ConversationState {
  const present = state.ratings[runId];
  return present === undefined ? state : withRating(state, runId, { ...present, delivery: "sent" });
}

/** The frame that carries a judgement to the server. */
export function ratingFrame(runId: string, { value, reason }: Rating): ClientFrame {
  const frame = { type: "feedback", target: runId, value } as const;
  return reason === null ? frame : { ...frame, reason };
}

/** The frame that counts a link to a shop that was followed. */
export function clickFrame(productId: string): ClientFrame {
  return { type: "feedback", target: productId, value: "click" };
}
