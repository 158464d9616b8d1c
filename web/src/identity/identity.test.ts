import { describe, expect, it } from "vitest";
import {
  keepSessionToken,
  newId,
  openingSession,
  rememberSession,
  sessionPath,
  sessionToken,
} from "./identity";

function memory(values: Record<string, string> = {}) {
  const store = new Map(Object.entries(values));
  return {
    get: (key: string) => store.get(key) ?? null,
    set: (key: string, text: string) => void store.set(key, text),
    remove: (key: string) => void store.delete(key),
    keys: () => [...store.keys()],
    onChange: () => () => undefined,
  };
}

describe("identity", () => {
  it("keeps the token of each conversation", () => {
    const store = memory();
    expect(sessionToken(store, "s1")).toBeNull();
    keepSessionToken(store, "s1", "t.1");
    expect(sessionToken(store, "s1")).toBe("t.1");
    expect(sessionToken(store, "s2")).toBeNull();
    keepSessionToken(store, "s2", "x".repeat(2_001));
    expect(sessionToken(store, "s2")).toBeNull();
  });

  it("opens a new conversation when none is known", () => {
    expect(openingSession("", memory())).toMatch(/^sess_/);
  });

  it.each([
    ["?session=linked", "last", "linked"],
    ["?x=1", "last", "last"],
    ["?session=%3Cscript%3E", "last", "last"],
    ["?session=", "not/valid", null],
  ])("opens %j with %j remembered", (search, remembered, expected) => {
    const opened = openingSession(search, memory({ "talknshop.session": remembered }));
    if (expected === null) expect(opened).toMatch(/^sess_[0-9a-f]{24}$/);
    else expect(opened).toBe(expected);
  });

  it("remembers the conversation, and writes its address", () => {
    const store = memory();
    rememberSession(store, "s1");
    expect(openingSession("", store)).toBe("s1");
    expect(sessionPath("s1")).toBe("/?session=s1");
    expect(newId("a")).not.toBe(newId("a"));
  });
});
