/**
 * The conversation as a pure function of what happened.
 *
 * The log of the server numbers its events from 1 without gaps, so each is applied exactly once and
 * in order, however often it arrives: what comes early waits, and a replay after any cut leads to
 * the same state.
 */
import type { Greeting, PageEvent, RunEvent } from "../wire/model";
import { learnJob, withNewsOf } from "./jobs";
import { clamped, originOf, reduceOutbox, refuse, undelivered } from "./outbox";
import { rate, ratingDelivered } from "./ratings";
import { type Action, type ConversationState, type Early, emptyConversation } from "./state";
import { applyToTurns, withMore } from "./turns";

type JobEvent = Extract<RunEvent, { type: "job" }>;

/** The state after an action; the given state stays as it is. */
export function reduce(state: ConversationState, action: Action): ConversationState {
  switch (action.type) {
    case "event":
      return applyEvent(state, action.event);
    case "skipped":
      return inOrder(state, { seq: action.seq, event: null });
    case "more":
      return { ...state, turns: withMore(state.turns, action.turnKey, action.products) };
    case "rate":
      return rate(state, action.runId, action.value, action.reason);
    case "deliver-rating":
      return ratingDelivered(state, action.runId);
    case "disconnect":
      return { ...state, isGreeted: false, outbox: undelivered(state.outbox) };
    default:
      return reduceOutbox(state, action);
  }
}

function applyEvent(state: ConversationState, event: PageEvent): ConversationState {
  switch (event.type) {
    case "connected":
      return greet(state, event.data);
    case "reconnect":
    case "ping":
      return state;
    case "pong":
      return giveUp(state);
    case "notice":
      // News belong to the person, not to this conversation: here they only count.
      return event.seq === null ? state : inOrder(state, { seq: event.seq, event: null });
    case "error":
      if (event.seq === null) return refuse(state, event.data);
      return inOrder(state, { seq: event.seq, event });
    default:
      return event.seq === null ? state : inOrder(state, { seq: event.seq, event });
  }
}

/** Answers to what was sent after the request for the log: by the second the log has come. */
const PONGS_AFTER_REPLAY = 2;

function applyNext(state: ConversationState, { seq, event }: Early): ConversationState {
  const counted = { ...state, lastSeq: seq };
  if (event === null) return counted;
  if (event.type === "job") return applyJob(counted, event);
  const origin = originOf(state, event, seq);
  const turns = applyToTurns(state.turns, event, origin);
  if (origin === undefined) return { ...counted, turns };
  return { ...counted, turns, outbox: state.outbox.filter((item) => item !== origin) };
}

/** A job is told of by its run first, and later by news of its own, which begin no turn. */
function applyJob(state: ConversationState, event: JobEvent): ConversationState {
  const { job, jobs } = learnJob(state.jobs, event.data);
  const told = { ...event, data: job };
  const turns = event.run_id === null ? state.turns : applyToTurns(state.turns, told, undefined);
  return { ...state, jobs, turns: withNewsOf(turns, job) };
}

/** Applies an event if it is the next one; else it waits, and the log is asked for. */
function inOrder(state: ConversationState, next: Early): ConversationState {
  if (next.seq <= state.lastSeq) return state;
  if (next.seq === state.lastSeq + 1) return withEarly(applyNext(state, next));
  const place = state.early.findIndex(({ seq }) => seq >= next.seq);
  const isKnown = state.early[place]?.seq === next.seq;
  const early = place < 0 ? [...state.early, next] : state.early.toSpliced(place, 0, next);
  const waiting = isKnown ? state : { ...state, early };
  return state.missingBefore === null ? askAgain(waiting) : waiting;
}

function askAgain(state: ConversationState): ConversationState {
  const missingBefore = state.early[0]?.seq ?? null;
  return { ...state, missingBefore, pongs: 0, resyncs: state.resyncs + 1 };
}

/** Applies whatever came early and is next by now. */
function withEarly(state: ConversationState): ConversationState {
  let current = state;
  let used = 0;
  for (const one of state.early) {
    if (one.seq > current.lastSeq + 1) break;
    if (one.seq === current.lastSeq + 1) current = applyNext(current, one);
    used += 1;
  }
  if (used === 0) return current;
  const early = state.early.slice(used);
  const rest = { ...current, early, missingBefore: null };
  return early.length === 0 ? rest : askAgain(rest);
}

/** Goes on without what the server did not send although it was asked for: it is gone for good. */
function giveUp(state: ConversationState): ConversationState {
  const [first] = state.early;
  if (state.missingBefore === null || first === undefined) return state;
  const pongs = state.pongs + 1;
  if (pongs < PONGS_AFTER_REPLAY) return { ...state, pongs };
  return withEarly({ ...state, lastSeq: first.seq - 1 });
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
