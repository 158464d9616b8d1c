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

function around(place: Place | null, length: number): [number, number] {
  const { start, end } = place ?? { start: 0, end: 0 };
  return [Math.max(0, start - AROUND), Math.min(length, end + AROUND)];
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
  const place = mark !== null && mark.end <= characters.length ? mark : null;
  const [from, to] = isWhole ? [0, characters.length] : around(place, characters.length);
  const segments: Segment[] = [];
  let at = from;
  const textBetween = (start: number, end: number) => characters.slice(start, end).join("");
  const write = (end: number) => {
    if (end > at) segments.push({ kind: "text", text: textBetween(at, end), start: at });
    at = end;
  };
  for (const { depth, start, end } of drawn(characters, headings, place)) {
    if (start < at || end > to) continue;
    write(start);
    const part = { text: textBetween(start, end), start };
    segments.push(depth === null ? { kind: "mark", ...part } : { kind: "heading", depth, ...part });
    at = end;
  }
  write(to);
  return { segments, isCut: from > 0 || to < characters.length };
}
