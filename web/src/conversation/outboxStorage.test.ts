import { describe, expect, it } from "vitest";
import { pageStorage } from "../storage/pageStorage";
import { outboxStorage } from "./outboxStorage";
import type { Outgoing } from "./state";

const PROBLEM = {
  message: "Too fast.",
  code: "rate_limit_error",
  retryable: true,
  retry_after_seconds: 3,
  client_id: "m1",
} as const;

const WORDS: Outgoing = {
  type: "answer",
  text: "Medium",
  clientId: "m1",
  afterSeq: 4,
  delivery: "waiting",
  problem: null,
};

const EDIT: Outgoing = {
  ...WORDS,
  type: "edit",
  text: "Any price",
  operations: [{ op: "remove", slot: "price_max", value: null }],
  clientId: "m2",
};

describe("outboxStorage", () => {
  const storage = pageStorage(() => localStorage);

  it("gives back what is to be sent again, for its own conversation", () => {
    const outbox = outboxStorage(storage, "s1");
    outbox.save([{ ...WORDS, delivery: "sent", problem: PROBLEM }, EDIT]);
    expect(outboxStorage(storage, "s1").load()).toEqual([WORDS, EDIT]);
    expect(outboxStorage(storage, "s2").load()).toEqual([]);
    outbox.save([]);
    expect(localStorage).toHaveLength(0);
  });

  it("keeps the order in which things were said", () => {
    const items = ["z", "b", "a", "c"].map((clientId) => ({ ...WORDS, clientId }));
    outboxStorage(storage, "s1").save(items);
    expect(outboxStorage(storage, "s1").load().map(({ clientId }) => clientId)).toEqual(["z", "b", "a", "c"]);
  });

  it("leaves alone what another tab keeps, until it was given out", () => {
    const [here, there] = [outboxStorage(storage, "s1"), outboxStorage(storage, "s1")];
    here.save([WORDS]);
    there.save([EDIT]);
    here.save([]);
    expect(there.load()).toEqual([EDIT]);
    here.load();
    here.save([]);
    expect(there.load()).toEqual([]);
  });

  it("gives back an order of one's own", () => {
    const weights = { price_weight: 1, rating_weight: 0, relevance_weight: 0.5, condition_weight: 0 };
    const rank: Outgoing = { ...WORDS, type: "rank", text: "New order", weights };
    outboxStorage(storage, "s1").save([rank]);
    expect(outboxStorage(storage, "s1").load()).toEqual([rank]);
  });

  it.each([
    ["no JSON", "{"],
    ["no item", "[]"],
    ["no text", '{"clientId": "m1", "type": "message", "text": " "}'],
    ["no id", '{"type": "message", "text": "hello"}'],
    ["another kind", '{"clientId": "m1", "type": "shout", "text": "hello"}'],
    ["a change of nothing", '{"clientId": "m1", "type": "edit", "text": "x", "operations": []}'],
    ["weights beyond 1", '{"clientId": "m1", "type": "rank", "text": "x", "weights": {"price_weight": 2}}'],
  ])("makes nothing of %s", (_name, text) => {
    localStorage.setItem("talknshop.outbox.s1.m1", text);
    expect(outboxStorage(storage, "s1").load()).toEqual([]);
  });

  it("does without a place in the log", () => {
    const text = '{"clientId": "m1", "type": "answer", "text": "Medium"}';
    localStorage.setItem("talknshop.outbox.s1.m1", text);
    expect(outboxStorage(storage, "s1").load()).toEqual([{ ...WORDS, afterSeq: 0 }]);
  });
});
