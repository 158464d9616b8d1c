import { reconnectDelay } from "./backoff";
import type { Clock } from "./clock";
import type { ClientFrame } from "../wire/types";

/**
 * `pausing` is a pause that the server asked for; `closed` is for good: the server refused the
 * conversation, or the page left it.
 */
export type ConnectionStatus = "connecting" | "open" | "waiting" | "pausing" | "closed";

/** The part of WebSocket that is used here. */
export type Socket = Pick<WebSocket, "addEventListener" | "send" | "close">;

export interface ConnectionOptions {
  /** The address to connect to; asked anew for each attempt, as the resume point moves. */
  address: () => string;
  openSocket: (address: string) => Socket;
  /** Whether to come back after the server closed with this code. */
  mayReconnect: (code: number) => boolean;
  onFrame: (data: unknown) => void;
  onStatus: (status: ConnectionStatus) => void;
  clock: Clock;
  random: () => number;
}

export interface Connection {
  /** Sends a frame; false when there is no open socket, and nothing is kept. */
  send(frame: ClientFrame): boolean;
  /** The server speaks to us: failed attempts are forgotten. */
  confirm(): void;
  /** Leaves the server, which goes away itself, and comes back after the pause it asked for. */
  pause(milliseconds: number): void;
  /** Connects at once instead of waiting, when it is waiting. */
  retryNow(): void;
  close(): void;
}

const PING_EVERY_MS = 20_000;
const SILENCE_LIMIT_MS = 65_000;
const LONGEST_PAUSE_MS = 60_000;

/** The frames of a message, one a line; JSON has no line breaks of its own. */
function framesOf(data: unknown): readonly unknown[] {
  return typeof data === "string" ? data.split("\n") : [data];
}

/**
 * Keeps one socket to the server open until `close` is called: reconnects with growing pauses, and
 * takes a socket for dead on which nothing arrived for 65 seconds.
 */
export function createConnection(options: ConnectionOptions): Connection {
  let socket: Socket | null = null;
  let listening = new AbortController();
  let status: ConnectionStatus | null = null;
  let attempt = 0;
  let cancelRetry: (() => void) | null = null;
  let cancelPing: (() => void) | null = null;
  let lastHeardAt = 0;

  function setStatus(next: ConnectionStatus): void {
    if (status === next) return;
    status = next;
    options.onStatus(next);
  }

  function dropSocket(): void {
    cancelPing?.();
    // A dead network may report the close only minutes later, when a new socket is long open.
    listening.abort();
    socket?.close();
    socket = null;
  }

  function connectAfter(delayMs: number, meanwhile: "waiting" | "pausing"): void {
    dropSocket();
    setStatus(meanwhile);
    cancelRetry = options.clock.after(delayMs, connect);
  }

  function scheduleReconnect(): void {
    const delayMs = reconnectDelay(attempt, options.random());
    attempt += 1;
    connectAfter(delayMs, "waiting");
  }

  function checkAlive(): void {
    if (options.clock.now() - lastHeardAt > SILENCE_LIMIT_MS) return scheduleReconnect();
    send({ type: "ping" });
    cancelPing = options.clock.after(PING_EVERY_MS, checkAlive);
  }

  function connect(): void {
    cancelRetry?.();
    dropSocket();
    setStatus("connecting");
    listen(options.openSocket(options.address()));
    lastHeardAt = options.clock.now();
    cancelPing = options.clock.after(PING_EVERY_MS, checkAlive);
  }

  function listen(opening: Socket): void {
    socket = opening;
    listening = new AbortController();
    const { signal } = listening;
    opening.addEventListener("open", () => setStatus("open"), { signal });
    opening.addEventListener("message", receive, { signal });
    opening.addEventListener("close", endOrReconnect, { signal });
  }

  function receive({ data }: MessageEvent): void {
    lastHeardAt = options.clock.now();
    for (const frame of framesOf(data)) options.onFrame(frame);
  }

  function endOrReconnect({ code }: CloseEvent): void {
    if (options.mayReconnect(code)) scheduleReconnect();
    else close();
  }

  function send(frame: ClientFrame): boolean {
    if (socket === null || status !== "open") return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  function close(): void {
    cancelRetry?.();
    dropSocket();
    setStatus("closed");
  }

  connect();
  return {
    send,
    confirm: () => {
      attempt = 0;
    },
    pause: (milliseconds) => {
      attempt = 0;
      connectAfter(Math.min(milliseconds, LONGEST_PAUSE_MS), "pausing");
    },
    retryNow: () => {
      if (status === "waiting") connect();
    },
    close,
  };
}
