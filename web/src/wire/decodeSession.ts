import { asFields, asList, asWords } from "./fields";

/** One of a person's conversations, as the list of them shows it. */
export interface SessionSummary {
  session_id: string;
  title: string;
  /** When it was last used. */
  updated_at: string;
}

/** Reads one conversation; null for one in which nothing was said. */
export function decodeSession(value: unknown): SessionSummary | null {
  const fields = asFields(value) ?? {};
  const sessionId = asWords(fields["session_id"]);
  const title = asWords(fields["title"]) ?? asWords(fields["last_message"]);
  if (sessionId === null || title === null) return null;
  return { session_id: sessionId, title, updated_at: asWords(fields["updated_at"]) ?? "" };
}

/** A conversation in which the person said what is looked for, and the words. */
export interface SaidLine {
  session_id: string;
  line: string;
}

function decodeSaidLine(value: unknown): SaidLine | null {
  const fields = asFields(value) ?? {};
  const sessionId = asWords(fields["session_id"]);
  const line = asWords(fields["line"]);
  return sessionId === null || line === null ? null : { session_id: sessionId, line };
}

/** Reads what was found in a person's conversations; null when there is no list. */
export function decodeSaid(value: unknown): SaidLine[] | null {
  const matches = asFields(value)?.["matches"];
  return Array.isArray(matches) ? asList(matches, decodeSaidLine) : null;
}

/** Reads a person's conversations; null when there is no list. */
export function decodeSessions(value: unknown): SessionSummary[] | null {
  return Array.isArray(value) ? asList(value, decodeSession) : null;
}
