import { decodeWish } from "./decodeResults";
import { asCount, asFields, asList, asWords } from "./fields";
import type { Wish } from "./model";

/** A wish or a product that is looked after. */
export interface Watch {
  watch_id: string;
  /** What the person calls it, or null. */
  label: string | null;
  paused: boolean;
  /** How many products fitted when it was last looked at. */
  matches: number | null;
  /** What is looked for; null where one product is watched. */
  wish: Wish | null;
}

/** Reads one watch; null without an id. */
export function decodeWatch(value: unknown): Watch | null {
  const fields = asFields(value) ?? {};
  const watchId = asWords(fields["watch_id"]);
  if (watchId === null) return null;
  return {
    watch_id: watchId,
    label: asWords(fields["label"]),
    paused: fields["paused"] === true,
    matches: asCount(fields["matches"]),
    wish: decodeWish(fields["requirement_spec"]),
  };
}

/** Reads a person's watches; null when there is no list. */
export function decodeWatches(value: unknown): Watch[] | null {
  const given = asFields(value)?.["watches"];
  return Array.isArray(given) ? asList(given, decodeWatch) : null;
}
