import type { Place } from "../wire/decodeAnswer";

/** A place in a version of a document; without one, the document as it is now. */
export interface DocumentPlace {
  documentId: string;
  title: string;
  version: number | null;
  /** Its first character and the one behind its last, in code points; null where nothing is marked. */
  marked: { start: number; end: number } | null;
}

/** A document, without its text. */
export interface DocumentInfo {
  document_id: string;
  version: number;
  title: string;
  source: string;
  /** Whether only the person who asks sees it. */
  isOwn: boolean;
}

export interface Heading {
  title: string;
  /** Where it begins in the text, in code points. */
  start: number;
  /** How deep it stands, from 1. */
  depth: number;
}

/** A version of a document with its text. */
export interface DocumentText {
  info: DocumentInfo;
  version: number;
  text: string;
  headings: readonly Heading[];
}

/** What somebody thinks of an answer. */
export interface AnswerFeedback {
  id: string;
  value: string;
  reason: string | null;
  text: string;
}

/** A passage that was found. */
export type Passage = Place & { text: string };
