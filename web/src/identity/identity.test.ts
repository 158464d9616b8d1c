import { describe, expect, it } from "vitest";
import { newId, openingSession, rememberSession, sessionPath, visitorId } from "./identity";

function memory(values: Record<string, string> = {}) {
  const store = new Map(Object.entries(values));
  return {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
  };
}

const FORBIDDEN = {
  getItem: () => {
    throw new DOMException("denied");
  },
  setItem: () => {
    throw new DOMException("denied");
  },
};

describe("identity", () => {
  it("keeps the visitor", () => {
    const store = memory();
    const first = visitorId(store);
    expect(first).toMatch(/^visitor_[0-9a-f]{24}$/);
    expect(visitorId(store)).toBe(first);
  });

  it("works without storage", () => {
    expect(visitorId(FORBIDDEN)).not.toBe(visitorId(FORBIDDEN));
    rememberSession(FORBIDDEN, "s1");
    expect(openingSession("", FORBIDDEN)).toMatch(/^sess_/);
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
