import { describe, expect, it } from "vitest";
import { draftOf } from "./drafts";
import { pageStorage } from "./pageStorage";

/** A browser's storage that can be blocked, or full. */
function browser() {
  const state = { isBlocked: false, isFull: false };
  const open = () => {
    if (state.isBlocked) throw new DOMException("denied", "SecurityError");
    if (!state.isFull) return localStorage;
    const full: Storage = {
      length: 0,
      key: () => null,
      clear: () => undefined,
      getItem: (key) => localStorage.getItem(key),
      removeItem: (key) => localStorage.removeItem(key),
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    };
    return full;
  };
  return { open, state };
}

describe("pageStorage", () => {
  it("keeps texts in the browser's storage", () => {
    const storage = pageStorage(() => localStorage);
    expect(storage.get("a")).toBeNull();
    storage.set("a", "1");
    expect([storage.get("a"), localStorage.getItem("a")]).toEqual(["1", "1"]);
    storage.remove("a");
    expect([storage.get("a"), localStorage.getItem("a")]).toEqual([null, null]);
  });

  it.each(["isBlocked", "isFull"] as const)("keeps texts as long as the page when it %s", (flaw) => {
    const { open, state } = browser();
    state[flaw] = true;
    const storage = pageStorage(open);
    expect(storage.get("a")).toBeNull();
    storage.set("a", "1");
    expect([storage.get("a"), localStorage.getItem("a")]).toEqual(["1", null]);
    storage.remove("a");
    expect(storage.get("a")).toBeNull();
  });

  it("prefers what it could not write to what stood there before", () => {
    const { open, state } = browser();
    const storage = pageStorage(open);
    storage.set("a", "old");
    state.isFull = true;
    storage.set("a", "new");
    expect(storage.get("a")).toBe("new");
    state.isFull = false;
    storage.set("a", "newest");
    expect([storage.get("a"), localStorage.getItem("a")]).toEqual(["newest", "newest"]);
  });
});

describe("draftOf", () => {
  it("keeps the draft of each conversation, and forgets an empty one", () => {
    const storage = pageStorage(() => localStorage);
    draftOf(storage, "s1").save("half a sen");
    expect(draftOf(storage, "s1").load()).toBe("half a sen");
    expect(draftOf(storage, "s2").load()).toBe("");
    draftOf(storage, "s1").save("");
    expect(localStorage).toHaveLength(0);
  });
});
