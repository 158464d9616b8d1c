import { asFields, asWords } from "../wire/fields";

/** The part of `window.fetch` that is used here. */
export type Fetch = (
  path: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<Response>;

export interface Asked {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

const LONGEST_WAIT_MS = 30_000;
const NO_ANSWER = "The server did not answer. Please try again.";
const NOT_UNDERSTOOD = "The server gave an answer that this page does not understand. Please reload it.";

/** A request that failed; the message is a sentence for the person. */
export class RequestProblem extends Error {}

/** The sentence for a failure of whatever kind. */
export function problemSentence(problem: unknown): string {
  return problem instanceof RequestProblem ? problem.message : NO_ANSWER;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

async function answer(fetch: Fetch, { method, path, body, headers }: Asked): Promise<Response> {
  const own = { accept: "application/json", ...headers };
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
  const content = { headers: { ...own, "content-type": "application/json" }, body: JSON.stringify(body) };
  const init = body === undefined ? { headers: own } : content;
  try {
    return await fetch(path, { method, signal, ...init });
  } catch {
    throw new RequestProblem(NO_ANSWER);
  }
}

/**
 * Asks the server that served the page; its cookie says who is asking.
 *
 * @param read gives what the page needs of the answer, or null when it makes no sense
 * @throws RequestProblem with the server's own sentence where it has one
 */
export async function ask<Answer>(
  fetch: Fetch,
  asked: Asked,
  read: (body: unknown) => Answer | null,
): Promise<Answer> {
  const response = await answer(fetch, asked);
  const body = await readJson(response);
  if (!response.ok) {
    const fields = asFields(body) ?? {};
    throw new RequestProblem(asWords(fields["message"]) ?? NO_ANSWER);
  }
  const understood = read(body);
  if (understood === null) throw new RequestProblem(NOT_UNDERSTOOD);
  return understood;
}
