import { decodePlace } from "../wire/decodeAnswer";
import { asCount, asFields, asList, asText, asWords, type Fields } from "../wire/fields";
import type { AnswerFeedback, DocumentInfo, DocumentText, Heading, Passage } from "./types";

export function decodeInfo(value: unknown): DocumentInfo | null {
  const fields = asFields(value) ?? {};
  const [document_id, version] = [asWords(fields["document_id"]), asCount(fields["version"])];
  if (document_id === null || version === null) return null;
  const title = asWords(fields["title"]) ?? document_id;
  return { document_id, version, title, source: asText(fields["source"]) ?? "", isOwn: asWords(fields["owner_id"]) !== null };
}

/** One page of the list, and what asks for the next. */
export function decodeList(body: unknown): { documents: DocumentInfo[]; next: string | null } | null {
  const fields = asFields(body);
  if (!Array.isArray(fields?.["documents"])) return null;
  // The text of a cursor is the server's own and must come back as it is.
  const cursor = fields["next_cursor"];
  return { documents: asList(fields["documents"], decodeInfo), next: typeof cursor === "string" ? cursor : null };
}

function headingsOf(value: unknown, depth: number): Heading[] {
  return asList(value, asFields).flatMap((node: Fields) => {
    const [title, start] = [asWords(node["title"]), asCount(node["char_start"])];
    const below = headingsOf(node["children"], depth + 1);
    return title === null || start === null ? below : [{ title, start, depth }, ...below];
  });
}

/** A version with its whole text; its headings only where they are those of this version. */
export function decodeDocument(body: unknown): DocumentText | null {
  const fields = asFields(body) ?? {};
  const info = decodeInfo(fields["document"]);
  const content = asFields(fields["content"]) ?? {};
  const version = asCount(content["version"]);
  const text = content["text"];
  if (info === null || version === null || typeof text !== "string") return null;
  const headings = version === info.version ? headingsOf(fields["outline"], 1) : [];
  return { info, version, text, headings };
}

function decodePassage(value: unknown): Passage | null {
  const fields = asFields(value) ?? {};
  const [place, text] = [decodePlace(fields), asText(fields["text"])];
  return place === null || text === null ? null : { ...place, text };
}

export function decodePassages(body: unknown): Passage[] | null {
  const fields = asFields(body);
  return Array.isArray(fields?.["passages"]) ? asList(fields["passages"], decodePassage) : null;
}

export function decodeAdded(body: unknown): { document: DocumentInfo; unchanged: boolean } | null {
  const fields = asFields(body) ?? {};
  const document = decodeInfo(fields["document"]);
  return document === null ? null : { document, unchanged: fields["unchanged"] === true };
}

export function decodeRights(body: unknown): { publish: boolean } | null {
  const fields = asFields(body);
  return fields === null ? null : { publish: fields["publish"] === true };
}

function decodeJudgement(value: unknown): AnswerFeedback | null {
  const fields = asFields(value) ?? {};
  const [id, text] = [asWords(fields["feedback_id"]), asText(fields["text"])];
  const judged = fields["value"];
  if (id === null || (typeof judged !== "string" && typeof judged !== "number")) return null;
  return { id, value: String(judged), reason: asWords(fields["reason"]), text: text ?? "" };
}

/** One page of judgements, newest first, and what asks for the next. */
export function decodeFeedback(body: unknown): { feedback: AnswerFeedback[]; next: string | null } | null {
  const fields = asFields(body);
  if (!Array.isArray(fields?.["feedback"])) return null;
  const cursor = fields["next_cursor"];
  return { feedback: asList(fields["feedback"], decodeJudgement), next: typeof cursor === "string" ? cursor : null };
}
