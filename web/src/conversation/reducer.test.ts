import { describe, expect, it } from "vitest";
import { event, RESULTS, sampleLog, seededRandom } from "../testing/samples";
import type { PageEvent } from "../wire/model";
import { reduce } from "./reducer";
import { type Action, type ConversationState, emptyConversation } from "./state";

const START = emptyConversation("s1");
const PROBLEM = {
  message: "Too fast.",
  code: "rate_limit_error",
  retryable: true,
  retry_after_seconds: 3,
  client_id: null,
} as const;

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

/** A socket that begins at or before what is known, repeats some events, loses some, and breaks. */
function brokenSocket(random: () => number, lastSeq: number): Action[] {
  const from = Math.floor(random() * (lastSeq + 1));
  const length = 1 + Math.floor(random() * LOG.length);
  let hasLost = false;
  const events = LOG.slice(from, from + length).flatMap((one) => {
    if (random() < 0.1) {
      hasLost = true;
      return [];
    }
    return !hasLost && random() < 0.3 ? [one, one] : [one];
  });
  const greeting = event("connected", { session_id: "s1", last_seq: LOG.length });
  return received([greeting, ...events]);
}

describe("a replayed log", () => {
  it("shows both sides of every turn", () => {
    expect(REPLAYED.turns.map((turn) => [turn.userMessage, turn.outcome])).toEqual([
      ["coffee", "clarification"],
      ["Yes", "results"],
      ["more", "failed"],
    ]);
    expect(REPLAYED.turns[1]?.results).toEqual(RESULTS);
    expect(REPLAYED.turns[2]?.problems[0]?.message).toBe("The shops are busy.");
  });

  it("replaces text that starts again and does not repeat the closing words", () => {
    expect(REPLAYED.turns[1]?.texts).toEqual([
      { messageId: "a", content: "Here it is.", isComplete: true },
    ]);
  });

  it("leads to the same state after any cuts, repeats and losses", () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = seededRandom(seed);
      let state = START;
      while (state.lastSeq < LOG.length) {
        state = play([...brokenSocket(random, state.lastSeq), { type: "disconnect" }], state);
      }
      expect(state.turns).toEqual(REPLAYED.turns);
      expect(state.lastSeq).toBe(LOG.length);
    }
  });

  it("is the same as having been there", () => {
    const live = play([
      compose("m1", "coffee"),
      { type: "deliver", clientId: "m1" },
      ...received(LOG.slice(0, 4)),
      compose("m2", "Yes"),
      ...received(LOG.slice(4)),
    ]);
    expect(live).toEqual(REPLAYED);
  });
});

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
    const state = play(received([...late, ...late]));
    expect(state).toMatchObject({ lastSeq: LOG.length, resyncs: 1 });
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

describe("messages on their way", () => {
  it("are sent again after a broken connection", () => {
    const sent = play([compose("m1"), { type: "deliver", clientId: "m1" }]);
    expect(sent.outbox).toMatchObject([{ delivery: "sent" }]);
    expect(reduce(sent, { type: "disconnect" }).outbox).toMatchObject([{ delivery: "waiting" }]);
  });

  it.each([
    ["the one the failure names", "m2", [false, true]],
    ["the first one under way", null, [true, false]],
    ["the first one under way when the name is unknown", "m7", [true, false]],
  ])("are refused: %s", (_name, client_id, refused) => {
    const state = play([
      compose("m1"),
      compose("m2"),
      { type: "deliver", clientId: "m1" },
      { type: "deliver", clientId: "m2" },
      ...received([event("error", { ...PROBLEM, client_id })]),
    ]);
    expect(state.outbox.map((item) => item.problem !== null)).toEqual(refused);
  });

  it("can be sent again after a refusal, and make room for new words", () => {
    const refused = play([
      compose("m1"),
      { type: "deliver", clientId: "m1" },
      ...received([event("error", PROBLEM)]),
    ]);
    expect(reduce(refused, { type: "retry", clientId: "m1" }).outbox).toMatchObject([
      { delivery: "waiting", problem: null },
    ]);
    expect(reduce(refused, compose("m2")).outbox.map((item) => item.clientId)).toEqual(["m2"]);
  });

  it("are not blamed for a conversation that is somebody else's", () => {
    const state = play([
      compose("m1"),
      { type: "deliver", clientId: "m1" },
      ...received([event("error", { ...PROBLEM, code: "not_found_error" })]),
    ]);
    expect(state.problem?.code).toBe("not_found_error");
    expect(state.outbox[0]?.problem).toBeNull();
  });

  it("leave a failure without a message to the whole conversation, until the next greeting", () => {
    const failed = play(received([event("error", PROBLEM)]));
    expect(failed.problem?.message).toBe("Too fast.");
    const greeted = play(
      received([event("connected", { session_id: "s1", last_seq: 0 })]),
      failed,
    );
    expect(greeted.problem).toBeNull();
  });
});
