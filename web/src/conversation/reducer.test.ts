import { describe, expect, it } from "vitest";
import { event, RESULTS, sampleLog } from "../testing/samples";
import type { PageEvent } from "../wire/model";
import { reduce } from "./reducer";
import { type Action, type ConversationState, emptyConversation } from "./state";

const START = emptyConversation("s1");
function play(actions: readonly Action[], from: ConversationState = START): ConversationState {
  return actions.reduce(reduce, from);
}

function received(events: readonly PageEvent[]): Action[] {
  return events.map((one) => ({ type: "event", event: one }));
}

function compose(clientId: string, text = "words"): Action {
  return { type: "compose", clientId, content: { type: "message", text } };
}

const LOG = sampleLog();
const REPLAYED = play(received(LOG));

describe("the order of the log", () => {
  it("asks again for what is missing, once, and waits for it", () => {
    const [first, second, third, fourth] = LOG;
    if (!first || !second || !third || !fourth) throw new Error("the sample log is too short");
    const gap = play(received([first, third, fourth]));
    expect(gap).toMatchObject({ lastSeq: 1, missingBefore: 3, resyncs: 1 });
    expect(play(received([second, third, fourth]), gap)).toMatchObject({
      lastSeq: 4,
      missingBefore: null,
      resyncs: 1,
    });
  });

  it("goes on without events that the server has lost for good", () => {
    const late = LOG.slice(4);
    const waiting = play(received([...late, event("pong", null)]));
    expect(waiting).toMatchObject({ lastSeq: 0, resyncs: 1, turns: [] });
    // The second answer comes after whatever the server has of the log.
    const state = play(received([...late, event("pong", null)]), waiting);
    expect(state).toMatchObject({ lastSeq: LOG.length, early: [], missingBefore: null });
    expect(state.turns).toHaveLength(2);
  });

  it("counts events it does not understand", () => {
    const state = play([{ type: "skipped", seq: 1 }, { type: "skipped", seq: 1 }]);
    expect(state).toEqual({ ...START, lastSeq: 1 });
  });

  it("ignores heartbeats and run events outside the log", () => {
    const ignored = [
      event("ping", null),
      event("pong", null),
      event("progress", { step: "x", message: "x", sources: null, total_count: null }),
    ];
    expect(play(received(ignored))).toBe(START);
  });

  it("starts again when the server no longer knows the log", () => {
    const state = play(
      [compose("m9"), ...received([event("connected", { session_id: "s1", last_seq: 2 })])],
      REPLAYED,
    );
    expect(state).toMatchObject({ lastSeq: 0, historyEnd: 2, turns: [], isGreeted: true });
    expect(state.resyncs).toBe(REPLAYED.resyncs + 1);
    expect(state.outbox).toHaveLength(1);
  });

  it("takes over the session that the server names", () => {
    const greeting = event("connected", { session_id: "other", last_seq: 0 });
    expect(play(received([greeting]))).toMatchObject({ sessionId: "other", resyncs: 1 });
    const nameless = event("connected", { session_id: "", last_seq: 0 });
    expect(play(received([nameless]))).toMatchObject({ sessionId: "s1", resyncs: 0 });
  });
});

describe("events without a run or without a beginning", () => {
  const done = event("done", { message: "Bye", outcome: "message" }, { seq: 1 });

  it("begin a turn of their own", () => {
    const state = play(received([done]));
    expect(state.turns).toMatchObject([
      { key: "event-1", userMessage: null, texts: [{ content: "Bye" }] },
    ]);
  });

  it("join the turn that is still open", () => {
    const started = event(
      "progress",
      { step: "x", message: "Looking", sources: null, total_count: null },
      { seq: 1, run: "r1" },
    );
    const state = play(received([started, { ...done, seq: 2 }]));
    expect(state.turns).toMatchObject([{ key: "r1", outcome: "message" }]);
  });

  it("use the words that were typed here when the log does not repeat them", () => {
    const thinking = event(
      "thinking",
      { message: "Reading", client_id: "m1", user_message: null },
      { seq: 1, run: "r1" },
    );
    const state = play([compose("m1", "a red kettle"), ...received([thinking])]);
    expect(state).toMatchObject({ outbox: [], turns: [{ key: "m1", userMessage: "a red kettle" }] });
  });

  it("replace results that are sent again after a restart", () => {
    const answers = ["one", "two"].map((final_response, index) =>
      event("results", { ...RESULTS, final_response }, { seq: index + 1, run: "r" }),
    );
    expect(play(received(answers)).turns[0]?.texts).toMatchObject([{ content: "two" }]);
  });
});

const said = (seq: number, run: string, replaces: string | null) =>
  event("thinking", { message: "Reading", client_id: run, user_message: run, replaces }, { seq, run });
const doneOf = (seq: number, run: string) =>
  event("done", { message: "", outcome: "message" }, { seq, run });

describe("a message that is said instead of another", () => {
  const log = [
    said(1, "r1", null),
    doneOf(2, "r1"),
    said(3, "r2", null),
    doneOf(4, "r2"),
    said(5, "r3", "r2"),
    doneOf(6, "r3"),
  ];

  it("takes the place of its turn, live and replayed", () => {
    const turns = play(received(log)).turns;
    expect(turns.map(({ runId, outcome }) => [runId, outcome])).toEqual([
      ["r1", "message"],
      ["r3", "message"],
    ]);
    expect(play(received([...log.toReversed(), ...log])).turns).toEqual(turns);
  });

  it("leaves the others where the turn is not known here", () => {
    expect(play(received([said(1, "r3", "r2"), doneOf(2, "r3")])).turns).toHaveLength(1);
  });
});
