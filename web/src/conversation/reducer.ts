/**
 * The conversation as a pure function of what happened.
 *
 * The log of the server numbers its events from 1 without gaps, so each is applied exactly once and
 * in order, however often it arrives: a replay after any cut leads to the same state.
 */
import type { Greeting, PageEvent, RunEvent } from "../wire/model";
import { changed, clamped, compose, originOf, refuse, undelivered } from "./outbox";
import { rate, ratingDelivered } from "./ratings";
import { type Action, type ConversationState, emptyConversation } from "./state";
import { applyToTurns, withMore } from "./turns";

/** The state after an action; the given state stays as it is. */
export function reduce(state: ConversationState, action: Action): ConversationState {
  switch (action.type) {
    case "event":
      return applyEvent(state, action.event);
    case "skipped":
      return inOrder(state, action.seq, (current) => current);
    case "more":
      return { ...state, turns: withMore(state.turns, action.turnKey, action.products) };
    case "compose":
      return compose(state, action.clientId, action.content);
    case "deliver":
      return changed(state, action.clientId, { delivery: "sent" });
    case "retry":
      return changed(state, action.clientId, { delivery: "waiting", problem: null });
    case "rate":
      return rate(state, action.runId, action.value, action.reason);
    case "deliver-rating":
      return ratingDelivered(state, action.runId);
    case "disconnect":
      return { ...state, isGreeted: false, outbox: undelivered(state.outbox) };
  }
}

function applyEvent(state: ConversationState, event: PageEvent): ConversationState {
  switch (event.type) {
    case "connected":
      return greet(state, event.data);
    case "reconnect":
    case "ping":
    case "pong":
      return state;
    case "notice":
      // News belong to the person, not to this conversation: here they only count.
      return event.seq === null ? state : inOrder(state, event.seq, (current) => current);
    case "error":
      if (event.seq === null) return refuse(state, event.data);
      return applyLogged(state, event, event.seq);
    default:
      return event.seq === null ? state : applyLogged(state, event, event.seq);
  }
}

function applyLogged(state: ConversationState, event: RunEvent, seq: number): ConversationState {
  return inOrder(state, seq, (current) => {
    const origin = originOf(current, event, seq);
    const turns = applyToTurns(current.turns, event, origin);
    if (origin === undefined) return { ...current, turns };
    return { ...current, turns, outbox: current.outbox.filter((item) => item !== origin) };
  });
}

/** Applies the event numbered `seq` if it is the next one; asks for the log where one is missing. */
function inOrder(
  state: ConversationState,
  seq: number,
  apply: (state: ConversationState) => ConversationState,
): ConversationState {
  if (seq <= state.lastSeq) return state;
  const isNext = seq === state.lastSeq + 1;
  // Asked for once in vain, the events before this one are gone for good.
  const isGone = seq === state.missingBefore;
  if (isNext || isGone) return { ...apply(state), lastSeq: seq, missingBefore: null };
  if (state.missingBefore !== null) return state;
  return { ...state, missingBefore: seq, resyncs: state.resyncs + 1 };
}

function greet(state: ConversationState, greeting: Greeting): ConversationState {
  const sessionId = greeting.session_id || state.sessionId;
  const historyEnd = greeting.last_seq;
  const outbox = clamped(state.outbox, historyEnd);
  const known = { historyEnd, outbox, isGreeted: true };
  const isSameLog = sessionId === state.sessionId && historyEnd >= state.lastSeq;
  if (isSameLog) return { ...state, ...known, missingBefore: null, problem: null };
  // The server no longer knows the log this state was made of: start again from its beginning.
  const { ratings, resyncs } = state;
  return { ...emptyConversation(sessionId), ...known, ratings, resyncs: resyncs + 1 };
}
