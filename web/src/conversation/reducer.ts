/**
 * The conversation as a pure function of what happened.
 *
 * The log of the server numbers its events from 1 without gaps, so each is applied exactly once and
 * in order, however often it arrives: a replay after any cut leads to the same state.
 */
import type { Greeting, PageEvent, Problem, RunEvent } from "../wire/model";
import {
  type Action,
  type ConversationState,
  emptyConversation,
  isAccessProblem,
  type OutgoingMessage,
} from "./state";
import { applyToTurns } from "./turns";

/** The state after an action; the given state stays as it is. */
export function reduce(state: ConversationState, action: Action): ConversationState {
  switch (action.type) {
    case "event":
      return applyEvent(state, action.event);
    case "skipped":
      return inOrder(state, action.seq, (current) => current);
    case "compose":
      return compose(state, action.message);
    case "deliver":
      return updateOutgoing(state, action.clientId, { delivery: "sent" });
    case "retry":
      return updateOutgoing(state, action.clientId, { delivery: "waiting", problem: null });
    case "disconnect":
      return disconnect(state);
  }
}

function applyEvent(state: ConversationState, event: PageEvent): ConversationState {
  switch (event.type) {
    case "connected":
      return greet(state, event.data);
    case "ping":
    case "pong":
      return state;
    case "error":
      if (event.seq === null) return refuse(state, event.data);
      return applyLogged(state, event, event.seq);
    default:
      return event.seq === null ? state : applyLogged(state, event, event.seq);
  }
}

function applyLogged(state: ConversationState, event: RunEvent, seq: number): ConversationState {
  return inOrder(state, seq, (current) => {
    const clientId = event.type === "thinking" ? event.data.client_id : null;
    const own = current.outbox.find((item) => item.clientId === clientId);
    return {
      ...current,
      turns: applyToTurns(current.turns, event, own?.text ?? null),
      outbox: own === undefined ? current.outbox : current.outbox.filter((item) => item !== own),
    };
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
  const isSameLog = sessionId === state.sessionId && greeting.last_seq >= state.lastSeq;
  if (isSameLog) return { ...state, isGreeted: true, historyEnd, missingBefore: null, problem: null };
  // The server no longer knows the log this state was made of: start again from its beginning.
  return {
    ...emptyConversation(sessionId),
    isGreeted: true,
    historyEnd,
    resyncs: state.resyncs + 1,
    outbox: state.outbox,
  };
}

/** What was sent into a socket that broke may not have arrived: it is sent again. */
function disconnect(state: ConversationState): ConversationState {
  const outbox = state.outbox.map((item) => ({ ...item, delivery: "waiting" as const }));
  return { ...state, isGreeted: false, outbox };
}

/** A failure outside the log: it refuses the message it names, else the first one under way. */
function refuse(state: ConversationState, problem: Problem): ConversationState {
  if (isAccessProblem(problem)) return { ...state, problem };
  const refused =
    state.outbox.find((item) => item.clientId === problem.client_id) ??
    state.outbox.find((item) => item.delivery === "sent" && item.problem === null);
  if (refused === undefined) return { ...state, problem };
  return updateOutgoing(state, refused.clientId, { problem });
}

/** Adds a message; one that was refused before it makes room. */
function compose(
  state: ConversationState,
  message: Pick<OutgoingMessage, "clientId" | "type" | "text">,
): ConversationState {
  const outgoing: OutgoingMessage = { ...message, delivery: "waiting", problem: null };
  const underWay = state.outbox.filter((item) => item.problem === null);
  return { ...state, problem: null, outbox: [...underWay, outgoing] };
}

function updateOutgoing(
  state: ConversationState,
  clientId: string,
  change: Partial<OutgoingMessage>,
): ConversationState {
  const outbox = state.outbox.map((item) =>
    item.clientId === clientId ? { ...item, ...change } : item,
  );
  return { ...state, outbox };
}
