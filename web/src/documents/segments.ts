import type { DocumentText, Heading } from "./types";

/** A part of a text as it is drawn. */
export type Segment =
  | { kind: "heading"; text: string; start: number; depth: number }
  | { kind: "text"; text: string; start: number }
  | { kind: "mark"; text: string; start: number };

/** So much of a long document is drawn on either side of a place. */
export const AROUND = 30_000;

export interface Window {
  segments: readonly Segment[];
  /** Whether some of the document is left out. */
  isCut: boolean;
}

type Place = Readonly<{ start: number; end: number }>;

/** The places that are drawn in a way of their own, in order; one within the mark is left to it. */
function drawn(characters: readonly string[], headings: readonly Heading[], mark: Place | null) {
  const titled = headings
    .map(({ depth, start, title }) => ({ depth, start, end: start + Array.from(title).length, title }))
    .filter(({ start, end, title }) => characters.slice(start, end).join("") === title)
    .filter(({ start, end }) => mark === null || end <= mark.start || start >= mark.end);
  const marked = mark === null ? [] : [{ ...mark, depth: null }];
  return [...titled, ...marked].toSorted((one, other) => one.start - other.start);
}

/**
 * A document as headings, text and the place that is marked.
 *
 * @param mark counted in code points, as the server counts characters
 * @param isWhole draws all of it; else what stands around the mark, or the beginning
 */
export function segmentsOf(
  { text, headings }: Pick<DocumentText, "headings" | "text">,
  mark: Place | null,
  isWhole: boolean,
): Window {
  const characters = Array.from(text);
  const length = characters.length;
  const place = mark !== null && mark.start < mark.end && mark.end <= length ? mark : null;
  const from = isWhole ? 0 : Math.max(0, (place?.start ?? 0) - AROUND);
  const to = isWhole ? length : Math.min(length, (place?.end ?? 0) + AROUND);
  const segments: Segment[] = [];
  let at = from;
  const write = (end: number) => {
    if (end > at) segments.push({ kind: "text", text: characters.slice(at, end).join(""), start: at });
  };
  for (const { depth, start, end } of drawn(characters, headings, place)) {
    if (start < at || end > to) continue;
    write(start);
    const part = { text: characters.slice(start, end).join(""), start };
    segments.push(depth === null ? { kind: "mark", ...part } : { kind: "heading", depth, ...part });
    at = end;
  }
  write(to);
  return { segments, isCut: from > 0 || to < length };
}
