import { asCount, asFields, asList, asText, asWords, type Fields } from "./fields";
import type { Answer } from "./model";
import type { Citation } from "./types";

/** Reads a place in a document; null unless it says where it is and what stands there. */
function decodeCitation(value: unknown): Citation | null {
  const fields = asFields(value) ?? {};
  const [n, version] = [asCount(fields["n"]), asCount(fields["version"])];
  const [char_start, char_end] = [asCount(fields["char_start"]), asCount(fields["char_end"])];
  const document_id = asWords(fields["document_id"]);
  const quote = asText(fields["quote"]);
  if (n === null || version === null || document_id === null || quote === null) return null;
  if (char_start === null || char_end === null || char_end <= char_start) return null;
  return {
    n,
    document_id,
    version,
    title: asWords(fields["title"]) ?? document_id,
    char_start,
    char_end,
    page: asCount(fields["page"]) || null,
    heading_path: asList(fields["heading_path"], asWords),
    quote,
  };
}

/** Reads an answer out of documents; null where it says nothing. */
export function decodeAnswer(fields: Fields): Answer | null {
  const [message_id, text] = [asText(fields["message_id"]), asText(fields["text"])];
  if (message_id === null || !text?.trim()) return null;
  return { message_id, text, citations: asList(fields["citations"], decodeCitation) };
}
