import { asCount, asFields, asList, asText, asWords, type Fields } from "./fields";
import type { Answer } from "./model";
import type { Citation } from "./types";

export type Place = Pick<
  Citation,
  "char_end" | "char_start" | "document_id" | "heading_path" | "title" | "version"
>;

/** The first character of a place and the one behind its last; null where it has none. */
function rangeOf(fields: Fields): [number, number] | null {
  const [start, end] = [asCount(fields["char_start"]), asCount(fields["char_end"])];
  return start === null || end === null || end <= start ? null : [start, end];
}

/** Reads a place in a document; null unless it says where it is. */
export function decodePlace(fields: Fields): Place | null {
  const [document_id, version] = [asWords(fields["document_id"]), asCount(fields["version"])];
  const range = rangeOf(fields);
  if (document_id === null || version === null || range === null) return null;
  const [char_start, char_end] = range;
  const title = asWords(fields["title"]) ?? document_id;
  return { document_id, version, title, char_start, char_end, heading_path: asList(fields["heading_path"], asWords) };
}

function decodeCitation(value: unknown): Citation | null {
  const fields = asFields(value) ?? {};
  const [n, quote, place] = [asCount(fields["n"]), asText(fields["quote"]), decodePlace(fields)];
  if (n === null || quote === null || place === null) return null;
  return { n, ...place, page: asCount(fields["page"]) || null, quote };
}

/** Reads an answer out of documents; null where it says nothing. */
export function decodeAnswer(fields: Fields): Answer | null {
  const [message_id, text] = [asText(fields["message_id"]), asText(fields["text"])];
  if (message_id === null || !text?.trim()) return null;
  return { message_id, text, citations: asList(fields["citations"], decodeCitation) };
}
