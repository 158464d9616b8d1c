import { reconnectDelay } from "../connection/backoff";
import type { Clock } from "../connection/clock";
import { asFields, asWords } from "../wire/fields";
import type { Received, Transport } from "./transport";
import { type MediaProblem, UploadRefusal, type UploadTarget } from "./types";

/** What is sent at once: on a bad line no more than this is sent twice. */
const PIECE_BYTES = 256 * 1024;
const MOST_FAILURES = 8;
const CONFLICT = 409;
const FIRST_FAILED = 400;
const FIRST_OF_SERVER = 500;
const REASONS: Readonly<Record<number, MediaProblem["reason"]>> = {
  413: "too_large",
  415: "unsupported",
  429: "too_many",
};

export interface UploadOptions {
  transport: Transport;
  clock: Clock;
  random: () => number;
  signal: AbortSignal;
  /** Called with the part of the bytes that has come, 0 to 1. */
  onProgress: (part: number) => void;
  /** Called when the line breaks, and when it carries again. */
  onWaiting: (isWaiting: boolean) => void;
}

function refusal({ status, body }: Received): UploadRefusal {
  const message = asWords(asFields(body)?.["message"]);
  return new UploadRefusal({ reason: REASONS[status] ?? "failed", message });
}

function mayPass({ status }: Received): boolean {
  return status >= FIRST_OF_SERVER;
}

function pause(milliseconds: number, { clock, signal }: UploadOptions): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(milliseconds, resolve);
    // Whoever is back on the line need not wait out the pause.
    const goOn = () => {
      cancel();
      resolve();
    };
    window.addEventListener("online", goOn, { once: true, signal });
    signal.addEventListener("abort", goOn, { once: true });
  });
}

/** One answer of the server, however often the line breaks meanwhile. */
async function answered(attempt: () => Promise<Received>, options: UploadOptions): Promise<Received> {
  for (let failures = 0; ; failures += 1) {
    options.signal.throwIfAborted();
    const received = await attempt().catch(() => null);
    options.signal.throwIfAborted();
    if (received !== null && !mayPass(received)) {
      options.onWaiting(false);
      return received;
    }
    if (failures >= MOST_FAILURES) {
      throw received === null
        ? new UploadRefusal({ reason: "no_answer", message: null })
        : refusal(received);
    }
    options.onWaiting(true);
    await pause(reconnectDelay(failures, options.random()), options);
  }
}

async function sendForm(file: Blob, target: UploadTarget, options: UploadOptions): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(target.fields)) body.append(name, value);
  body.append("file", file);
  const received = await answered(
    () =>
      options.transport({
        method: "POST",
        url: target.url,
        headers: {},
        body,
        signal: options.signal,
        onProgress: (bytes) => options.onProgress(Math.min(1, bytes / file.size)),
      }),
    options,
  );
  if (received.status >= FIRST_FAILED) throw refusal(received);
  if (target.completeUrl !== null) await complete(target.completeUrl, options);
}

/** Has the server open what was sent elsewhere; only it can say whether it is a photo. */
async function complete(url: string, options: UploadOptions): Promise<void> {
  const { transport, signal } = options;
  const received = await answered(
    () => transport({ method: "POST", url, headers: {}, body: null, signal }),
    options,
  );
  if (received.status >= FIRST_FAILED) throw refusal(received);
}

/** How many bytes have come, as the server says. */
async function offsetOf(target: UploadTarget, options: UploadOptions): Promise<Received> {
  const { transport, signal } = options;
  return transport({ method: "HEAD", url: target.url, headers: {}, body: null, signal });
}

/** Sends one piece; where that broke, only what did not come is sent again. */
async function sendPiece(
  file: Blob,
  from: number,
  target: UploadTarget,
  options: UploadOptions,
): Promise<Received> {
  let offset = from;
  let isUnsure = false;
  return answered(async () => {
    if (isUnsure) {
      const known = await offsetOf(target, options);
      if (known.status >= FIRST_FAILED) return known;
      offset = Number(known.header("Upload-Offset") ?? offset);
      if (offset >= file.size) return known;
    }
    isUnsure = true;
    const received = await options.transport({
      method: "PATCH",
      url: target.url,
      headers: {
        "Content-Type": "application/offset+octet-stream",
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": String(offset),
        "Upload-Length": String(file.size),
      },
      body: file.slice(offset, offset + PIECE_BYTES),
      signal: options.signal,
      onProgress: (bytes) => options.onProgress(Math.min(1, (offset + bytes) / file.size)),
    });
    // An attempt of ours that seemed lost got through after all: the server is asked how far.
    if (received.status === CONFLICT) throw new Error("The server has another part of the file.");
    return received;
  }, options);
}

/**
 * Sends a file whole, over a line that may break.
 *
 * @throws UploadRefusal when the server refuses it, or the line stays broken
 */
export async function upload(file: Blob, target: UploadTarget, options: UploadOptions): Promise<void> {
  if (file.size > target.maxBytes) {
    throw new UploadRefusal({ reason: "too_large", message: null });
  }
  if (Object.keys(target.fields).length > 0) return sendForm(file, target, options);
  let offset = 0;
  while (offset < file.size) {
    const received = await sendPiece(file, offset, target, options);
    if (received.status >= FIRST_FAILED) throw refusal(received);
    const told = Number(received.header("Upload-Offset") ?? offset + PIECE_BYTES);
    offset = received.status === 200 ? file.size : told;
    options.onProgress(Math.min(1, offset / file.size));
  }
}
