import { decodeAnswer } from "./decodeAnswer";
import { decodeComparison } from "./decodeComparison";
import { decodeProgressOfJob } from "./decodeJob";
import { decodeListing } from "./decodeListing";
import { decodeHeard, decodeMedia, decodeSeen } from "./decodeMedia";
import { decodeNotice } from "./decodeNotice";
import { decodeResults, decodeSoFar, decodeSource } from "./decodeResults";
import { asAmount, asChoice, asCount, asFields, asList, asText, asWords, type Fields } from "./fields";
import type { Media, PageEvent } from "./model";
import { ERROR_TYPES } from "./errorTypes";
import type { Outcome } from "./types";

const OUTCOMES = [
  "results",
  "clarification",
  "listing",
  "answer",
  "message",
  "cancelled",
  "failed",
] as const satisfies readonly Outcome[];

/**
 * What a frame turned out to be. A frame that is not understood still names its `seq` where it has
 * one, because the log has no gaps and the page must count on.
 */
export type Frame =
  | { kind: "event"; event: PageEvent }
  | { kind: "skipped"; seq: number | null; problem: string | null };

type EventType = PageEvent["type"];
type EventData<Type extends EventType> = Extract<PageEvent, { type: Type }>["data"];
type Decoders = { [Type in EventType]: (data: Fields) => EventData<Type> | undefined };

function withMedia(media: Media[]): { media?: Media[] } {
  return media.length === 0 ? {} : { media };
}

/** One decoder an event type; undefined when the data makes no sense. */
const DECODERS: Decoders = {
  connected: (data) => ({
    session_id: asWords(data["session_id"]) ?? "",
    last_seq: asCount(data["last_seq"]) ?? 0,
    session_token: asWords(data["session_token"]),
  }),
  thinking: (data) => ({
    ...withMedia(asList(data["media"], decodeMedia)),
    message: asText(data["message"]) ?? "",
    client_id: asWords(data["client_id"]),
    user_message: asWords(data["user_message"]),
    replaces: asWords(data["replaces"]),
  }),
  progress: (data) => {
    const soFar = decodeSoFar(data);
    const heard = decodeHeard(data["heard"]);
    const seen = decodeSeen(data["seen"]);
    return {
      step: asText(data["step"]) ?? "",
      message: asText(data["message"]) ?? "",
      sources: Array.isArray(data["sources"]) ? asList(data["sources"], decodeSource) : null,
      ...(soFar === null ? {} : { so_far: soFar }),
      ...(heard === null ? {} : { heard }),
      ...(seen === null ? {} : { seen }),
      client_id: asWords(data["client_id"]),
      total_count: asCount(data["total_count"]),
    };
  },
  token: (data) => {
    const content = asText(data["content"]) ?? asText(data["token"]);
    if (content === null) return undefined;
    return {
      content,
      is_complete: data["is_complete"] === true,
      message_id: asText(data["message_id"]) ?? "",
      restart: data["restart"] === true,
    };
  },
  clarification: (data) => {
    const question = asWords(data["question"]);
    if (question === null) return undefined;
    const suggestions = [...new Set(asList(data["suggestions"], asWords))];
    const slot = asWords(data["slot"]);
    return { question, context: asWords(data["context"]), suggestions, ...(slot === null ? {} : { slot }) };
  },
  results: (data) => decodeResults(data) ?? undefined,
  comparison: (data) => decodeComparison(data) ?? undefined,
  answer: (data) => decodeAnswer(data) ?? undefined,
  listing: (data) => decodeListing(data) ?? undefined,
  job: (data) => decodeProgressOfJob(data) ?? undefined,
  notice: (data) => decodeNotice(data) ?? undefined,
  done: (data) => ({
    message: asText(data["message"]) ?? "",
    outcome: asChoice(data["outcome"], OUTCOMES) ?? "message",
  }),
  error: (data) => ({
    message: asWords(data["message"]) ?? asWords(data["error"]),
    code: asChoice(data["code"], ERROR_TYPES) ?? "unknown_error",
    retryable: data["retryable"] === true,
    retry_after_seconds: asAmount(data["retry_after_seconds"]),
    client_id: asWords(asFields(data["details"])?.["client_id"]),
  }),
  reconnect: (data) => ({ after_ms: asAmount(data["after_ms"]) ?? 0 }),
  ping: () => null,
  pong: () => null,
};

function isEventType(type: string): type is EventType {
  return Object.hasOwn(DECODERS, type);
}

function parse(text: unknown): Fields | null {
  if (typeof text !== "string") return null;
  try {
    return asFields(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Reads what arrived on the socket. Never throws. */
export function decodeFrame(text: unknown): Frame {
  const fields = parse(text);
  const type = asText(fields?.["type"]);
  if (fields === null || type === null) {
    return { kind: "skipped", seq: null, problem: "not a JSON object with a type" };
  }
  const seq = asCount(fields["seq"]) || null;
  if (!isEventType(type)) return { kind: "skipped", seq, problem: null };
  const data = DECODERS[type](asFields(fields["data"]) ?? {});
  if (data === undefined) return { kind: "skipped", seq, problem: `${type} without its data` };
  // The decoder was chosen by this very type, which the compiler cannot follow.
  const event = { type, seq, run_id: asText(fields["run_id"]), data } as PageEvent;
  return { kind: "event", event };
}
