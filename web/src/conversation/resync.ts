import type { Connection } from "../connection/connection";

const PING = { type: "ping" } as const;

/** The answers to the pings say that the log has come, whole or not. */
export function askForLog(connection: Connection | null, lastSeq: number): void {
  for (const frame of [{ type: "resume", last_seq: lastSeq }, PING, PING] as const) {
    connection?.send(frame);
  }
}
