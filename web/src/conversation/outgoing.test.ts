import { describe, expect, it } from "vitest";
import { event, sampleLog } from "../testing/samples";
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

function change(clientId: string): Action {
  return { type: "compose", clientId, content: { type: "edit", text: clientId, operations: [] } };
}

const REPLAYED = play(received(sampleLog()));

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

  it("are taken up from another tab, unless the log shows them already", () => {
    const item = { type: "message", text: "x", afterSeq: 0, delivery: "waiting", problem: null } as const;
    const items = ["m1", "m2", "m9"].map((clientId) => ({ ...item, clientId }));
    const adopted = play([{ type: "adopt", items }, { type: "adopt", items }], REPLAYED);
    expect(adopted.outbox.map(({ clientId }) => clientId)).toEqual(["m9"]);
    expect(reduce(REPLAYED, { type: "adopt", items: [] })).toBe(REPLAYED);
  });

  it("are told apart by the name that the first event of a run has", () => {
    const named = event(
      "progress",
      { step: "s", message: "", sources: null, total_count: null, client_id: "e2" },
      { seq: 1, run: "r1" },
    );
    const sent = ["e1", "e2"].flatMap((id): Action[] => [change(id), { type: "deliver", clientId: id }]);
    const state = play([...sent, ...received([named])]);
    expect(state.outbox.map(({ clientId }) => clientId)).toEqual(["e1"]);
    expect(state.turns).toMatchObject([{ key: "e2", edit: { text: "e2" } }]);
  });

  it("may be an order of one's own", () => {
    const weights = { price_weight: 1, rating_weight: 0, relevance_weight: 0, condition_weight: 0 };
    const content = { type: "rank", text: "Sorted anew", weights } as const;
    const first = event("progress", { step: "s", message: "", sources: null, total_count: null, client_id: "k1" }, { seq: 1, run: "r1" });
    const state = play([{ type: "compose", clientId: "k1", content }, ...received([first])]);
    expect(state.turns[0]?.edit).toEqual({ text: "Sorted anew", operations: [], weights });
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
