import { describe, expect, it } from "vitest";
import { BROWSER_CLOCK } from "../connection/clock";
import { createConnection } from "../connection/connection";
import { pageStorage, type PageStorage } from "../storage/pageStorage";
import { fakeSockets } from "../testing/fakeSocket";
import { outboxStorage } from "./outboxStorage";
import { ratingStorage } from "./ratingStorage";
import { createConversationStore } from "./store";

function memory(): PageStorage {
  return pageStorage(() => {
    throw new DOMException("denied");
  });
}

function setUp({ schedule = (task: () => void) => task(), storage = memory() } = {}) {
  const sockets = fakeSockets();
  const warnings: string[] = [];
  const told: string[] = [];
  let made = 0;
  const store = createConversationStore({
    sessionId: "s1",
    connect: ({ resume, ...handlers }) =>
      createConnection({
        ...handlers,
        address: () => `${resume().sessionId}@${resume().lastSeq}`,
        openSocket: sockets.open,
        clock: { now: BROWSER_CLOCK.now, after: () => () => undefined },
        random: () => 0,
      }),
    outbox: outboxStorage(storage, "s1"),
    ratings: ratingStorage(storage, "s1"),
    archive: null,
    language: () => "de",
    newClientId: () => `m${(made += 1)}`,
    keepToken: () => undefined,
    onGreeted: () => void told.push("greeted"),
    onNotice: (notice) => void told.push(notice.message),
    schedule,
    warn: (message) => warnings.push(message),
  });
  store.open();
  const latest = () => {
    const socket = sockets.opened.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  };
  const greet = (last_seq = 0) => {
    latest().accept();
    latest().deliver({ type: "connected", data: { session_id: "s1", last_seq } });
  };
  return { greet, latest, sockets, store, told, warnings };
}

function logged(seq: number, type: string, data: unknown) {
  return { type, seq, run_id: "r1", data };
}

const THINKING = logged(1, "thinking", { message: "Reading", client_id: "m1" });

const ANY_PRICE = { op: "remove", slot: "price_max", value: null } as const;

describe("createConversationStore", () => {
  it("keeps what is said offline and sends it after the greeting, once", () => {
    const { greet, latest, store } = setUp();
    store.say("a warm coat");
    latest().accept();
    expect(latest().sent).toEqual([]);
    greet();
    store.say("in green");
    expect(latest().sent).toEqual([
      { type: "message", message: "a warm coat", client_id: "m1", locale: "de" },
      { type: "message", message: "in green", client_id: "m2", locale: "de" },
    ]);
  });

  it("says something instead of the last message, which is no answer to its question", () => {
    const { greet, latest, store } = setUp();
    greet();
    latest().deliver(THINKING);
    latest().deliver(logged(2, "clarification", { question: "Which size?" }));
    latest().deliver(logged(3, "done", { outcome: "clarification" }));
    store.say("a warm coat", "r1");
    expect(latest().sent).toMatchObject([{ type: "message", message: "a warm coat", replaces: "r1" }]);
  });

  it("sends an unconfirmed message again with the same id, from where the log stood", () => {
    const { greet, latest, store } = setUp();
    greet();
    store.say("a warm coat");
    latest().deliver({ ...THINKING, data: { message: "", client_id: "other" } });
    latest().drop();
    expect(store.getSnapshot().connection).toBe("waiting");
    store.reconnect();
    expect(latest().address).toBe("s1@1");
    greet(1);
    expect(latest().sent).toEqual([{ type: "message", message: "a warm coat", client_id: "m1", locale: "de" }]);
  });

  it("answers an open question, and only that, with an answer", () => {
    const { greet, latest, store } = setUp();
    greet();
    latest().deliver(THINKING);
    latest().deliver(logged(2, "clarification", { question: "Which size?" }));
    latest().deliver(logged(3, "done", { outcome: "clarification" }));
    store.say("Medium");
    store.say("and a scarf");
    expect(latest().sent.map((frame) => frame["type"])).toEqual(["answer", "message"]);
  });

  it("answers heartbeats and asks for missing events", () => {
    const { greet, latest } = setUp();
    greet();
    latest().deliver({ type: "ping", data: {} });
    latest().deliver(logged(4, "done", { outcome: "message" }));
    const asked = [{ type: "resume", last_seq: 0 }, { type: "ping" }, { type: "ping" }];
    expect(latest().sent).toEqual([{ type: "pong" }, ...asked]);
  });

  it("warns of malformed frames, stays quiet on unknown ones, and counts both", () => {
    const { greet, latest, store, warnings } = setUp();
    greet();
    latest().deliver("{");
    latest().deliver(logged(1, "weather", {}));
    latest().deliver(logged(2, "results", { products: "none" }));
    expect(warnings).toHaveLength(2);
    expect(store.getSnapshot().conversation).toMatchObject({ lastSeq: 2, turns: [] });
  });

  it.each([
    ["not_found_error", 1008, "closed"],
    ["not_found_error", 1006, "waiting"],
    ["rate_limit_error", 1008, "waiting"],
  ])("after %s and close %d it is %s", (code, closeCode, status) => {
    const { greet, latest, store } = setUp();
    greet();
    latest().deliver({ type: "error", data: { error: "No.", code } });
    latest().drop(closeCode);
    expect(store.getSnapshot().connection).toBe(status);
  });

  it("comes back no matter why, when no failure was told", () => {
    const { latest, store } = setUp();
    latest().drop(1008);
    expect(store.getSnapshot().connection).toBe("waiting");
  });

  it("sends a refused message once more when asked", () => {
    const { greet, latest, store } = setUp();
    greet();
    store.say("a warm coat");
    latest().deliver({ type: "error", data: { error: "Slow down.", code: "rate_limit_error" } });
    expect(store.getSnapshot().conversation.outbox[0]?.problem?.message).toBe("Slow down.");
    store.retry("m1");
    expect(latest().sent).toHaveLength(2);
  });

  it("goes on where it was after closing and opening", () => {
    const { greet, latest, sockets, store } = setUp();
    greet();
    latest().deliver(THINKING);
    store.close();
    expect([latest().isClosed, store.getSnapshot().connection]).toEqual([true, "closed"]);
    store.open();
    expect([sockets.opened.length, latest().address]).toEqual([2, "s1@1"]);
  });

  it("tells of many changes at once, and nothing after unsubscribing", () => {
    const tasks: (() => void)[] = [];
    const { greet, store } = setUp({ schedule: (task) => tasks.push(task) });
    let told = 0;
    const unsubscribe = store.subscribe(() => {
      told += 1;
    });
    greet();
    store.say("a warm coat");
    expect(tasks).toHaveLength(1);
    tasks.pop()?.();
    expect(told).toBe(1);
    unsubscribe();
    store.say("in green");
    tasks.pop()?.();
    expect(told).toBe(1);
  });

  it("sends what an earlier page could not, with the same id, until the log shows it", () => {
    const storage = memory();
    const before = setUp({ storage });
    before.store.say("a warm coat");
    before.store.edit({ text: "Any price", operations: [ANY_PRICE] });
    before.store.close();
    const { greet, latest, store } = setUp({ storage });
    greet();
    const frames = [
      { type: "message", message: "a warm coat", client_id: "m1", locale: "de" },
      { type: "edit", operations: [ANY_PRICE], client_id: "m2", locale: "de" },
    ];
    expect(latest().sent).toEqual(frames);
    latest().deliver(THINKING);
    expect(store.getSnapshot().conversation.outbox).toMatchObject([{ clientId: "m2" }]);
    const again = setUp({ storage });
    again.greet();
    expect(again.latest().sent).toEqual(frames.slice(1));
  });

  it("stops, and tells what the person thinks, once", () => {
    const { greet, latest, store } = setUp();
    greet();
    store.stop();
    store.rate("r1", "down", null);
    store.rate("r1", "down", null);
    store.rate("r1", "down", "too dear");
    store.rate("r1", "up", null);
    expect(latest().sent).toEqual([
      { type: "cancel" },
      { type: "feedback", target: "r1", value: "down" },
      { type: "feedback", target: "r1", value: "down", reason: "too dear" },
      { type: "feedback", target: "r1", value: "up" },
    ]);
  });

  it("keeps a judgement until there is a connection", () => {
    const { greet, latest, store } = setUp();
    store.rate("r1", "up", null);
    latest().accept();
    expect(latest().sent).toEqual([]);
    greet();
    latest().drop();
    store.reconnect();
    greet();
    expect(latest().sent).toEqual([]);
    expect(store.getSnapshot().conversation.ratings["r1"]?.delivery).toBe("sent");
  });

  it("goes away when the server asks for it, and keeps what is said meanwhile", () => {
    const { greet, latest, sockets, store } = setUp();
    greet();
    latest().deliver({ type: "reconnect", data: { reason: "restart", after_ms: 700 } });
    expect([latest().isClosed, store.getSnapshot().connection]).toEqual([true, "pausing"]);
    store.say("a warm coat");
    expect([latest().sent, sockets.opened.length]).toEqual([[], 1]);
  });
});
