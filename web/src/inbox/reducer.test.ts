import { describe, expect, it } from "vitest";
import { NOTICE } from "../testing/samples";
import { EMPTY_INBOX, type InboxAction, reduceInbox } from "./reducer";

const WATCH = { watch_id: "w", label: "lamp", paused: false, matches: 1, wish: null };
const OTHER = { ...WATCH, watch_id: "v" };

function after(...actions: InboxAction[]) {
  return actions.reduce(reduceInbox, EMPTY_INBOX);
}

describe("reduceInbox", () => {
  it("counts news once, however often they are told", () => {
    const told = { type: "told", notice: NOTICE } as const;
    const state = after(told, told);
    expect(state).toMatchObject({ unread: 1, toast: NOTICE, items: [{ isRead: false }] });
  });

  it("does not tell what the inbox has already", () => {
    const inbox = { items: [{ ...NOTICE, isRead: true }], unread: 0 };
    const state = after({ type: "loaded", inbox }, { type: "told", notice: NOTICE });
    expect(state).toMatchObject({ unread: 0, toast: null });
  });

  it("counts down what is read, once, and never below nothing", () => {
    const read = { type: "read", noticeId: NOTICE.notice_id } as const;
    expect(after({ type: "told", notice: NOTICE }, read, read)).toMatchObject({
      unread: 0,
      items: [{ isRead: true }],
    });
    expect(after(read)).toBe(EMPTY_INBOX);
  });

  it("puts the toast away when it is dismissed, or the inbox is opened", () => {
    for (const type of ["dismissed", "opened"] as const) {
      expect(after({ type: "told", notice: NOTICE }, { type }).toast).toBeNull();
    }
  });

  it("keeps a changed watch in its place, and puts a new one first", () => {
    const paused = { ...WATCH, paused: true };
    const state = after(
      { type: "watched", watch: WATCH },
      { type: "watched", watch: OTHER },
      { type: "watched", watch: paused },
    );
    expect(state.watches).toEqual([OTHER, paused]);
    expect(reduceInbox(state, { type: "ended", watchId: "v" }).watches).toEqual([paused]);
    expect(after({ type: "ended", watchId: "v" }).watches).toEqual([]);
  });
});
