import { describe, expect, it } from "vitest";
import { ENGLISH } from "../testing/messages";
import { event, RESULTS } from "../testing/samples";
import type { PageEvent } from "../wire/model";
import { reduce } from "./reducer";
import { canStop, describeStatus, editableTurn, isFresh } from "./selectors";
import { emptyConversation } from "./state";

const START = emptyConversation("s1");

function after(...events: PageEvent[]) {
  return events.reduce((state, one) => reduce(state, { type: "event", event: one }), START);
}

function greeting(last_seq: number): PageEvent {
  return event("connected", { session_id: "s1", last_seq });
}

const PROGRESS = event(
  "progress",
  { step: "s", message: "Searching", sources: null, total_count: null },
  { seq: 1, run: "r" },
);
const DONE = event("done", { message: "", outcome: "message" }, { seq: 2, run: "r" });
const ERROR = event(
  "error",
  {
    message: "The shops are busy.",
    code: "timeout_error",
    retryable: true,
    retry_after_seconds: null,
    client_id: null,
  },
  { seq: 1, run: "r" },
);
const TOKEN = event(
  "token",
  { content: "So", is_complete: false, message_id: "a", restart: false },
  { seq: 1, run: "r" },
);

describe("describeStatus", () => {
  it.each([
    ["nothing at first", after(), false, ""],
    ["the lost connection before all else", after(PROGRESS), true, "No connection. Trying again."],
    ["the present step", after(PROGRESS), false, "Searching"],
    ["nothing while it writes", after(TOKEN), false, ""],
    ["the end of an answer", after(PROGRESS, DONE), false, "Answer complete."],
    [
      "that it was stopped",
      after(PROGRESS, event("done", { message: "", outcome: "cancelled" }, { seq: 2, run: "r" })),
      false,
      "Stopped.",
    ],
    ["nothing of a failure, which is an alert", after(ERROR, DONE), false, ""],
    [
      "one product",
      after(event("results", RESULTS, { seq: 1, run: "r" }), DONE),
      false,
      "1 product found.",
    ],
  ])("says %s", (_name, state, isOffline, expected) => {
    expect(describeStatus(state, isOffline, ENGLISH)).toBe(expected);
  });
});

describe("isFresh", () => {
  it.each([
    ["not before the server has answered", after(), false, false],
    ["when the server cannot be reached", after(), true, true],
    ["when the log is empty", after(greeting(0)), false, true],
    ["not when there is a log to come", after(greeting(3)), false, false],
    ["not once something was said", after(PROGRESS), true, false],
  ])("%s", (_name, state, isOffline, expected) => {
    expect(isFresh(state, isOffline)).toBe(expected);
  });
});

describe("canStop", () => {
  it.each([
    ["not when nothing happens", after(greeting(0)), false],
    ["while a run goes on", after(greeting(0), PROGRESS), true],
    ["not once it has ended", after(greeting(0), PROGRESS, DONE), false],
    ["not without a connection", after(PROGRESS), false],
    ["not while the past is replayed", after(greeting(2), PROGRESS), false],
  ])("%s", (_name, state, expected) => {
    expect(canStop(state)).toBe(expected);
  });
});

describe("editableTurn", () => {
  const found = event("results", RESULTS, { seq: 1, run: "r" });
  const chat = event("done", { message: "Hello", outcome: "message" }, { seq: 3, run: "r2" });

  it.each([
    ["none while it is worked on", after(found), undefined],
    ["the one that found something", after(found, DONE), "r"],
    ["the same after a chat", after(found, DONE, chat), "r"],
    ["none when nothing was found", after(chat), undefined],
  ])("is %s", (_name, state, expected) => {
    expect(editableTurn(state)?.runId).toBe(expected);
  });

  it("is none while a change is on its way", () => {
    const edited = reduce(after(found, DONE), {
      type: "compose",
      clientId: "e1",
      content: { type: "edit", text: "Any price", operations: [] },
    });
    expect(editableTurn(edited)).toBeNull();
  });
});
