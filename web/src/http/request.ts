import { ERROR_TYPES } from "../wire/errorTypes";
import { asChoice, asFields, asWords } from "../wire/fields";
import type { ErrorType } from "../wire/types";

/** The part of `window.fetch` that is used here. */
export type Fetch = (
  path: string,
  init: { method: string; headers: Record<string, string>; body?: string | Blob; signal: AbortSignal },
) => Promise<Response>;

export interface Asked {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  /** What the body is, where it is text or a file that is sent as it is; else it is sent as JSON. */
  contentType?: string;
  headers?: Record<string, string>;
}

const LONGEST_WAIT_MS = 30_000;
/** Why a request failed: what kind of failure it is, and the server's own sentence where it has one. */
export interface Failure {
  code: ErrorType | "no_answer" | "not_understood";
  message: string | null;
}

const NO_ANSWER: Failure = { code: "no_answer", message: null };
const NOT_UNDERSTOOD: Failure = { code: "not_understood", message: null };

/** A request that failed. */
export class RequestProblem extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message ?? failure.code);
    this.failure = failure;
  }
}

/** Why something failed, of whatever kind. */
export function failureOf(problem: unknown): Failure {
  return problem instanceof RequestProblem ? problem.failure : NO_ANSWER;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

async function answer(fetch: Fetch, { method, path, body, contentType, headers }: Asked): Promise<Response> {
  const own = { accept: "application/json", ...headers };
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
  const content = {
    headers: { ...own, "content-type": contentType ?? "application/json" },
    body: contentType === undefined ? JSON.stringify(body) : body instanceof Blob ? body : String(body),
  };
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
    const message = asWords(fields["message"]);
    const code = asChoice(fields["error"], ERROR_TYPES) ?? "unknown_error";
    throw new RequestProblem(message === null ? NO_ANSWER : { code, message });
  }
  const understood = read(body);
  if (understood === null) throw new RequestProblem(NOT_UNDERSTOOD);
  return understood;
}
