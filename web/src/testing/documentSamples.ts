import type { Answer } from "../wire/model";
import type { Citation } from "../wire/types";

/** The 𝄞 counts once for the server and twice in the page's own strings. */
export const TEXT = "Returns 𝄞\n\nWrite to us first.\n\nHow long\n\nYou have 30 days 𝄞 to decide. No more.";
export const QUOTE = "You have 30 days 𝄞 to decide.";
const start = Array.from(TEXT.slice(0, TEXT.indexOf(QUOTE))).length;

export const CITATION: Citation = {
  n: 1,
  document_id: "doc_1",
  version: 2,
  title: "Returns 𝄞",
  char_start: start,
  char_end: start + Array.from(QUOTE).length,
  page: 3,
  heading_path: ["Returns 𝄞", "How long"],
  quote: QUOTE,
};

export const ANSWER: Answer = {
  message_id: "msg_1",
  text: "The documents say:\nReturns: “You have 30 days.” [1] and [7]",
  citations: [CITATION],
};

export const INFO = { document_id: "doc_1", version: 2, title: "Returns 𝄞", source: "returns.md", owner_id: null };

const outline = [
  { title: "Returns 𝄞", char_start: 0, children: [{ title: "How long", char_start: 31, children: [] }] },
];

/** A document as the server hands it out. */
export function documentBody(version = 2, text = TEXT) {
  return { document: INFO, content: { version, text }, outline };
}
