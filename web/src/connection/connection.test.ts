import { describe, expect, it } from "vitest";
import { fakeSockets } from "../testing/fakeSocket";
import { manualClock } from "../testing/manualClock";
import { socketAddress } from "./address";
import { reconnectDelay } from "./backoff";
import { createConnection } from "./connection";

function setUp({ mayReconnect = true } = {}) {
  const clock = manualClock();
  const sockets = fakeSockets();
  const statuses: string[] = [];
  const frames: unknown[] = [];
  let attempts = 0;
  const connection = createConnection({
    address: () => `ws://shop.example/?attempt=${(attempts += 1)}`,
    openSocket: sockets.open,
    mayReconnect: () => mayReconnect,
    onFrame: (data) => frames.push(data),
    onStatus: (status) => statuses.push(status),
    clock,
    random: () => 1,
  });
  const latest = () => {
    const socket = sockets.opened.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  };
  return { clock, connection, frames, latest, sockets, statuses };
}

describe("createConnection", () => {
  it("opens a socket, passes frames on and sends", () => {
    const { connection, frames, latest, statuses } = setUp();
    expect(connection.send({ type: "ping" })).toBe(false);
    latest().accept();
    latest().deliver("hello");
    latest().deliver("one\ntwo");
    expect(connection.send({ type: "pong" })).toBe(true);
    expect([frames, latest().sent, statuses]).toEqual([
      ["hello", "one", "two"],
      [{ type: "pong" }],
      ["connecting", "open"],
    ]);
  });

  it("waits longer after each failure, and less once the server has spoken", () => {
    const { clock, connection, latest, sockets, statuses } = setUp();
    for (const delay of [500, 1000, 2000]) {
      const count = sockets.opened.length;
      latest().drop();
      clock.advance(delay - 1);
      expect(sockets.opened).toHaveLength(count);
      clock.advance(1);
      expect(sockets.opened).toHaveLength(count + 1);
    }
    expect(latest().address).toBe("ws://shop.example/?attempt=4");
    expect(statuses.at(-1)).toBe("connecting");
    connection.confirm();
    latest().drop();
    clock.advance(500);
    expect(sockets.opened).toHaveLength(5);
  });

  it("asks for a sign of life and gives up a silent socket", () => {
    const { clock, frames, latest, sockets } = setUp();
    const silent = latest();
    silent.accept();
    clock.advance(60_000);
    expect(silent.sent).toEqual([{ type: "ping" }, { type: "ping" }, { type: "ping" }]);
    expect(silent.isClosed).toBe(false);
    clock.advance(20_500);
    expect(silent.isClosed).toBe(true);
    expect(sockets.opened).toHaveLength(2);
    silent.deliver("too late");
    silent.drop();
    expect([frames, sockets.opened.length]).toEqual([[], 2]);
  });

  it("keeps a socket on which something arrives", () => {
    const { clock, latest, sockets } = setUp();
    latest().accept();
    for (let minute = 0; minute < 5; minute += 1) {
      clock.advance(60_000);
      latest().deliver("pong");
    }
    expect(sockets.opened).toHaveLength(1);
  });

  it("connects at once when asked, but only while it waits", () => {
    const { connection, latest, sockets, statuses } = setUp();
    connection.retryNow();
    expect(sockets.opened).toHaveLength(1);
    latest().drop();
    expect(statuses.at(-1)).toBe("waiting");
    connection.retryNow();
    expect(sockets.opened).toHaveLength(2);
  });

  it("comes back after the pause that the server asks for, and tries again as at first", () => {
    const { clock, connection, latest, sockets, statuses } = setUp();
    latest().accept();
    connection.pause(700);
    expect([latest().isClosed, statuses.at(-1)]).toEqual([true, "pausing"]);
    latest().drop(1001);
    connection.retryNow();
    clock.advance(699);
    expect(sockets.opened).toHaveLength(1);
    clock.advance(1);
    expect([sockets.opened.length, statuses.at(-1)]).toEqual([2, "connecting"]);
    latest().drop();
    clock.advance(500);
    expect(sockets.opened).toHaveLength(3);
  });

  it("does not wait for ever, whatever the server asks for", () => {
    const { clock, connection, latest, sockets } = setUp();
    latest().accept();
    connection.pause(1e12);
    clock.advance(60_000);
    expect(sockets.opened).toHaveLength(2);
  });

  it("stays away when it is refused", () => {
    const { clock, connection, latest, sockets, statuses } = setUp({ mayReconnect: false });
    latest().accept();
    latest().drop(1008);
    clock.advance(100_000);
    connection.retryNow();
    expect([sockets.opened.length, statuses.at(-1)]).toEqual([1, "closed"]);
  });

  it("stays closed once closed", () => {
    const { clock, connection, latest, sockets } = setUp();
    latest().drop();
    connection.close();
    clock.advance(100_000);
    expect(sockets.opened).toHaveLength(1);
    expect(connection.send({ type: "ping" })).toBe(false);
  });
});

describe("reconnectDelay", () => {
  it.each([
    [0, 0, 250],
    [0, 1, 500],
    [3, 0.5, 3000],
    [60, 1, 15_000],
  ])("attempt %d with chance %d waits %d ms", (attempt, random, delay) => {
    expect(reconnectDelay(attempt, random)).toBe(delay);
  });
});

describe("socketAddress", () => {
  it.each([
    ["http:", "ws://localhost:8000"],
    ["https:", "wss://localhost:8000"],
  ])("of a page over %s", (protocol, origin) => {
    const page = { protocol, host: "localhost:8000" };
    const resume = { sessionId: "s&1", sessionToken: null, lastSeq: 7 };
    const address = `${origin}/ws/chat?session_id=s%261&last_seq=7&frames=lines`;
    expect(socketAddress(page, resume)).toBe(address);
    const withToken = { ...resume, sessionToken: "a+b" };
    expect(socketAddress(page, withToken)).toBe(`${address}&session_token=a%2Bb`);
  });
});
