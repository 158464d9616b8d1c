import { describe, expect, it } from "vitest";
import { event, RESULTS } from "../testing/samples";
import type { PageEvent } from "../wire/model";
import { reduce } from "./reducer";
import { type Action, type ConversationState, emptyConversation } from "./state";

const OPERATION = { op: "remove", slot: "brands", value: "Cassia" } as const;
const EDIT = { text: "Removed “Cassia”", operations: [OPERATION] };

function play(actions: readonly Action[], from = emptyConversation("s1")): ConversationState {
  return actions.reduce(reduce, from);
}

function received(...events: readonly PageEvent[]): Action[] {
  return events.map((one) => ({ type: "event", event: one }));
}

function sent(clientId: string, type: "edit" | "message" = "edit"): Action[] {
  const content = type === "edit" ? { type, ...EDIT } : { type, text: "words" };
  return [
    { type: "compose", clientId, content },
    { type: "deliver", clientId },
  ];
}

/** The log of a change's run: no `thinking` begins it. */
function editRun(run: string, from: number): PageEvent[] {
  const progress = { step: "search_marketplaces", message: "Searching", sources: null, total_count: null };
  return [
    event("progress", progress, { seq: from, run }),
    event("results", RESULTS, { seq: from + 1, run }),
    event("done", { message: "", outcome: "results" }, { seq: from + 2, run }),
  ];
}

function thinking(client_id: string, seq: number, run: string): PageEvent {
  return event("thinking", { message: "", client_id, user_message: "words" }, { seq, run });
}

function done(seq: number, run: string): PageEvent {
  return event("done", { message: "", outcome: "cancelled" }, { seq, run });
}

function greeting(last_seq: number): PageEvent {
  return event("connected", { session_id: "s1", last_seq });
}

describe("a change by hand", () => {
  it("is the heading of the run it leads to", () => {
    const state = play([...sent("e1"), ...received(...editRun("r1", 1))]);
    expect(state).toMatchObject({
      outbox: [],
      turns: [{ key: "e1", runId: "r1", userMessage: null, edit: EDIT, outcome: "results" }],
    });
  });

  it("leaves only its results in a replayed log", () => {
    expect(play(received(...editRun("r1", 1))).turns).toMatchObject([
      { key: "r1", userMessage: null, edit: null, results: RESULTS },
    ]);
  });

  it("waits behind the messages that were sent before it", () => {
    const state = play([
      ...sent("m1", "message"),
      ...sent("e1"),
      ...received(thinking("m1", 1, "r1"), done(2, "r1"), ...editRun("r2", 3)),
    ]);
    expect(state.outbox).toEqual([]);
    expect(state.turns.map(({ key, edit }) => [key, edit?.text])).toEqual([
      ["m1", undefined],
      ["e1", EDIT.text],
    ]);
  });

  it("takes its turn among several", () => {
    const state = play([
      ...sent("e1"),
      ...sent("e2"),
      ...received(...editRun("r1", 1), ...editRun("r2", 4)),
    ]);
    expect(state.turns.map(({ key }) => key)).toEqual(["e1", "e2"]);
  });

  it("is not taken for one of the past, which is replayed", () => {
    const past = editRun("r1", 1);
    const restored = play([...received(greeting(3)), ...sent("e2"), ...received(...past)]);
    expect(restored.outbox).toMatchObject([{ clientId: "e2" }]);
    expect(play(received(...editRun("r2", 4)), restored)).toMatchObject({
      outbox: [],
      turns: [{ key: "r1" }, { key: "e2" }],
    });
  });

  it("is not taken for somebody else's before it was sent, or when it was refused", () => {
    const problem = {
      message: "Too fast.",
      code: "rate_limit_error",
      retryable: true,
      retry_after_seconds: null,
      client_id: "e1",
    } as const;
    const [composed] = sent("e1");
    if (composed === undefined) throw new Error("nothing was composed");
    const waiting = play([composed, ...received(...editRun("r1", 1))]);
    const refused = play([
      ...sent("e1"),
      ...received(event("error", problem), ...editRun("r1", 1)),
    ]);
    for (const state of [waiting, refused]) {
      expect(state.outbox).toHaveLength(1);
      expect(state.turns).toMatchObject([{ key: "r1", edit: null }]);
    }
  });

  it("belongs to a log that began anew, whatever its place in the old one was", () => {
    const late = play([...received(greeting(9)), ...sent("e1")]);
    expect(late.outbox).toMatchObject([{ afterSeq: 9 }]);
    const reset = play([...received(greeting(0)), { type: "deliver", clientId: "e1" }], late);
    expect(play(received(...editRun("r1", 1)), reset)).toMatchObject({ outbox: [] });
  });
});

describe("a message that was stopped before its first word", () => {
  it("ends with its run", () => {
    const state = play([...sent("m1", "message"), ...received(done(1, "r1"))]);
    expect(state).toMatchObject({
      outbox: [],
      turns: [{ key: "m1", userMessage: "words", outcome: "cancelled" }],
    });
  });
});

describe("judgements", () => {
  const down: Action = { type: "rate", runId: "r1", value: "down", reason: "too dear" };

  it("are kept, replaced, and told once", () => {
    const told = play([down, { type: "deliver-rating", runId: "r1" }]);
    expect(told.ratings).toEqual({ r1: { value: "down", reason: "too dear", delivery: "sent" } });
    expect(reduce(told, down)).toBe(told);
    expect(reduce(told, { ...down, reason: null })).toBe(told);
    expect(reduce(told, { ...down, value: "up", reason: null }).ratings["r1"]).toEqual({
      value: "up",
      reason: null,
      delivery: "waiting",
    });
  });

  it("of nothing cannot be told", () => {
    const state = emptyConversation("s1");
    expect(reduce(state, { type: "deliver-rating", runId: "r9" })).toBe(state);
  });

  it("outlive a log that began anew", () => {
    const state = play([...received(thinking("x", 1, "r1")), down, ...received(greeting(0))]);
    expect(state.turns).toEqual([]);
    expect(state.ratings["r1"]?.value).toBe("down");
  });
});
