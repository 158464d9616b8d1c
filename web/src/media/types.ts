import type { Media } from "../wire/model";

/** What can be attached to a message or a listing. */
export type MediaKind = "image" | "audio";

/** What this installation understands. */
export interface Capabilities {
  photos: boolean;
  recordings: boolean;
}

/** Where the bytes of a file go, as the server answers when one is announced. */
export interface UploadTarget {
  s3Key: string;
  /** The whole address, or a path of the page's own server. */
  url: string;
  /** What a form has to carry before the file; empty where the bytes go piece by piece. */
  fields: Readonly<Record<string, string>>;
  /** Where the server is told that a form was sent, or null where nothing is left to tell. */
  completeUrl: string | null;
  maxBytes: number;
}

/** A file on its way to the server, or there. */
export interface Attachment {
  id: string;
  kind: MediaKind;
  name: string;
  /** Shows a photo before the server has it; null for recordings. */
  previewUrl: string | null;
  /** How long a recording made here lasts; null where that is not known. */
  seconds: number | null;
  /** `waiting`: the line broke, and the rest is sent once it is back. */
  status: "sending" | "waiting" | "ready" | "refused";
  /** The part of its bytes that has come, 0 to 1. */
  progress: number;
  /** What a message names it by; null until it is ready. */
  reference: Media | null;
  /** Why it was refused, or null. */
  problem: MediaProblem | null;
}

/** Why a file could not be sent, with the server's own sentence where it has one. */
export interface MediaProblem {
  reason: "too_large" | "unsupported" | "too_many" | "no_answer" | "failed";
  message: string | null;
}

/** An upload that came to nothing. */
export class UploadRefusal extends Error {
  readonly problem: MediaProblem;

  constructor(problem: MediaProblem) {
    super(problem.message ?? problem.reason);
    this.problem = problem;
  }
}

/** What a seller could do better about a photo; the catalogues have words for each. */
export const QUALITY_HINTS = [
  "too_small",
  "small",
  "blurred",
  "too_dark",
  "busy_background",
  "duplicate",
] as const;

export type QualityHint = (typeof QUALITY_HINTS)[number];

/** Where the server's copy of a file is: the last part of its key names it. */
export function copyAddress(s3Key: string): string {
  const id = s3Key.slice(s3Key.lastIndexOf("/") + 1).split(".")[0] ?? "";
  return `/media/api/v1/media/${encodeURIComponent(id)}/download`;
}
