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
    outboxStorage(storage, "s1").save([{ ...WORDS, delivery: "sent", problem: PROBLEM }, EDIT]);
    expect(outboxStorage(storage, "s1").load()).toEqual([WORDS, EDIT]);
    expect(outboxStorage(storage, "s2").load()).toEqual([]);
    outboxStorage(storage, "s1").save([]);
    expect(localStorage).toHaveLength(0);
  });

  it.each([
    ["no JSON", "{"],
    ["no list", "{}"],
    ["no items", '[1, null, {"clientId": "m1"}]'],
    ["no text", '[{"clientId": "m1", "type": "message", "text": " "}]'],
    ["no id", '[{"type": "message", "text": "hello"}]'],
    ["another kind", '[{"clientId": "m1", "type": "shout", "text": "hello"}]'],
    ["a change of nothing", '[{"clientId": "m1", "type": "edit", "text": "x", "operations": []}]'],
  ])("makes nothing of %s", (_name, text) => {
    localStorage.setItem("talknshop.outbox.s1", text);
    expect(outboxStorage(storage, "s1").load()).toEqual([]);
  });

  it("does without a place in the log", () => {
    const text = '[{"clientId": "m1", "type": "answer", "text": "Medium"}]';
    localStorage.setItem("talknshop.outbox.s1", text);
    expect(outboxStorage(storage, "s1").load()).toEqual([{ ...WORDS, afterSeq: 0 }]);
  });
});
