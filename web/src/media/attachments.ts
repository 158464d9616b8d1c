import type { Clock } from "../connection/clock";
import { failureOf, type Failure } from "../http/request";
import type { Media } from "../wire/model";
import type { MediaApi } from "./mediaApi";
import type { Transport } from "./transport";
import { type Attachment, type MediaKind, type MediaProblem, UploadRefusal } from "./types";
import { upload } from "./upload";

export interface AttachmentsOptions {
  api: Pick<MediaApi, "announce">;
  transport: Transport;
  clock: Clock;
  random: () => number;
  newId: () => string;
  /** How many files there may be at once. */
  most: number;
  /** What may be attached. */
  accepts: readonly MediaKind[];
  preview: { open: (file: Blob) => string; close: (url: string) => void };
}

/** What is to be attached; `seconds` is how long a recording made here lasts. */
export interface Given {
  file: Blob;
  name: string;
  seconds?: number;
}

export interface Attachments {
  getSnapshot(): readonly Attachment[];
  subscribe(listener: () => void): () => void;
  /** Begins to send files; answers how many were left out: no such kind, or too many. */
  add(given: readonly Given[]): number;
  /** Takes one away, and ends its sending. */
  remove(id: string): void;
  /** Sends a refused one once more. */
  retry(id: string): void;
  /** Takes all away. */
  clear(): void;
}

/** The kind of a file by its type, or by its ending where the browser knows none. */
export function kindOf(file: Blob, name: string): MediaKind | null {
  if (file.type.startsWith("image/")) return "image";
  if (file.type.startsWith("audio/") || file.type === "video/webm") return "audio";
  if (/\.(heic|heif|avif)$/i.test(name)) return "image";
  return /\.(opus|amr|m4a|oga)$/i.test(name) ? "audio" : null;
}

/** The files of an input, a drop or the clipboard. */
export function givenFiles(files: Iterable<File>): Given[] {
  return [...files].map((file) => ({ file, name: file.name }));
}

/** What messages and listings name the files by that are ready. */
export function references(attachments: readonly Attachment[]): Media[] {
  return attachments.flatMap(({ reference }) => (reference === null ? [] : [reference]));
}

function reasonOf({ code }: Failure): MediaProblem["reason"] {
  if (code === "no_answer" || code === "timeout_error") return "no_answer";
  if (code === "rate_limit_error") return "too_many";
  return code === "validation_error" ? "unsupported" : "failed";
}

function problemOf(caught: unknown): MediaProblem {
  if (caught instanceof UploadRefusal) return caught.problem;
  const failure = failureOf(caught);
  return { reason: reasonOf(failure), message: failure.message };
}

interface Kept {
  given: Given;
  kind: MediaKind;
  sending: AbortController;
}

/** Files that are sent as soon as they are there, and how far each is. */
export function createAttachments(options: AttachmentsOptions): Attachments {
  const { accepts, api, clock, most, newId, preview, random, transport } = options;
  let items: readonly Attachment[] = [];
  const kept = new Map<string, Kept>();
  const listeners = new Set<() => void>();

  function update(next: readonly Attachment[]): void {
    items = next;
    for (const listener of listeners) listener();
  }

  function change(id: string, part: Partial<Attachment>): void {
    if (kept.has(id)) update(items.map((item) => (item.id === id ? { ...item, ...part } : item)));
  }

  async function send(id: string): Promise<void> {
    const one = kept.get(id);
    if (one === undefined) return;
    const { given, kind, sending } = one;
    change(id, { status: "sending", progress: 0, problem: null });
    try {
      const target = await api.announce(given.file, given.name, kind);
      await upload(given.file, target, {
        transport,
        clock,
        random,
        signal: sending.signal,
        onProgress: (progress) => change(id, { progress }),
        onWaiting: (isWaiting) => change(id, { status: isWaiting ? "waiting" : "sending" }),
      });
      const reference = { media_type: kind, s3_key: target.s3Key };
      change(id, { status: "ready", progress: 1, reference });
    } catch (caught) {
      change(id, { status: "refused", problem: problemOf(caught) });
    }
  }

  function take(given: Given): boolean {
    const kind = kindOf(given.file, given.name);
    if (kind === null || !accepts.includes(kind) || items.length >= most) return false;
    const id = newId();
    kept.set(id, { given, kind, sending: new AbortController() });
    const item: Attachment = {
      id,
      kind,
      name: given.name,
      previewUrl: kind === "image" ? preview.open(given.file) : null,
      seconds: given.seconds ?? null,
      status: "sending",
      progress: 0,
      reference: null,
      problem: null,
    };
    update([...items, item]);
    void send(id);
    return true;
  }

  function remove(id: string): void {
    const item = items.find((one) => one.id === id);
    if (item === undefined) return;
    kept.get(id)?.sending.abort();
    kept.delete(id);
    if (item.previewUrl !== null) preview.close(item.previewUrl);
    update(items.filter((one) => one !== item));
  }

  return {
    getSnapshot: () => items,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (given) => given.filter((one) => !take(one)).length,
    remove,
    retry: (id) => void send(id),
    clear: () => {
      for (const { id } of items) remove(id);
    },
  };
}
