import type { Received, Sent, Transport } from "../media/transport";

export interface TusServer {
  transport: Transport;
  /** The bytes that have come. */
  content(): Promise<string>;
  /** What was asked of it, in order: the method, and from where. */
  readonly asked: string[];
  /** What becomes of the next requests: the line breaks before or after they are taken in, or a status. */
  readonly faults: ("lost" | "answer lost" | number)[];
}

function received(status: number, headers: Record<string, string> = {}, body: unknown = null): Received {
  return { status, header: (name) => headers[name] ?? null, body };
}

/** A server that takes one file in pieces, as ours does (docs/wire.md). */
export function tusServer(size: number): TusServer {
  const pieces: Blob[] = [];
  const asked: string[] = [];
  const faults: TusServer["faults"] = [];
  const have = () => pieces.reduce((sum, { size: bytes }) => sum + bytes, 0);

  function take({ method, headers, body }: Sent): Received {
    const offset = { "Upload-Offset": String(have()) };
    if (method === "HEAD") return received(200, offset);
    if (Number(headers["Upload-Offset"]) !== have()) return received(409, offset);
    if (body instanceof Blob) pieces.push(body);
    return received(have() === size ? 200 : 204, { "Upload-Offset": String(have()) });
  }

  return {
    asked,
    faults,
    content: () => new Blob(pieces).text(),
    transport: async (sent) => {
      asked.push(`${sent.method} ${sent.headers["Upload-Offset"] ?? ""}`.trim());
      const fault = faults.shift();
      if (fault === "lost") throw new Error("The line broke.");
      if (typeof fault === "number") return received(fault, {}, { message: "Not this one." });
      const answer = take(sent);
      if (sent.body instanceof Blob) sent.onProgress?.(sent.body.size);
      if (fault === "answer lost") throw new Error("The line broke.");
      return answer;
    },
  };
}
