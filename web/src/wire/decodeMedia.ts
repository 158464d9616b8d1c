import { asAmount, asChoice, asFields, asList, asText, asWords } from "./fields";
import type { Heard, Media, Recognised, Seen } from "./model";

const KINDS = ["audio", "image", "video"] as const;

/** Reads a file of a message; null without its key. */
export function decodeMedia(value: unknown): Media | null {
  const fields = asFields(value) ?? {};
  const media_type = asChoice(fields["media_type"], KINDS);
  const s3_key = asWords(fields["s3_key"]);
  return media_type === null || s3_key === null ? null : { media_type, s3_key };
}

/** Reads the words of recordings; null where there are none. */
export function decodeHeard(value: unknown): Heard | null {
  const fields = asFields(value) ?? {};
  const transcript = asWords(fields["transcript"]);
  return transcript === null ? null : { transcript, confidence: asAmount(fields["confidence"]) ?? 0 };
}

function decodeRecognised(value: unknown): Recognised | null {
  const fields = asFields(value) ?? {};
  const name = asWords(fields["name"]);
  const found = asWords(fields["value"]);
  if (name === null || found === null) return null;
  const confidence = asAmount(fields["confidence"]) ?? 0;
  return { name, value: found, confidence, source: asText(fields["source"]) ?? "" };
}

/** Reads what pictures show; null where nothing is told. */
export function decodeSeen(value: unknown): Seen | null {
  const fields = asFields(value);
  if (fields === null) return null;
  const title = asWords(asFields(fields["product"])?.["title"]);
  return { attributes: asList(fields["attributes"], decodeRecognised), title };
}
