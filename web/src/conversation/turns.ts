import type { Media, Product, Progress, RunEvent, SearchSoFar, Thinking, Token } from "../wire/model";
import type { Outcome } from "../wire/types";
import { withJob } from "./jobs";
import { withKnownOffers } from "./knownOffers";
import type { AssistantText, Edit, Outgoing, Turn } from "./state";

function mediaOf(origin: Outgoing | undefined): readonly Media[] {
  const isWords = origin?.type === "message" || origin?.type === "answer";
  return (isWords && origin.media) || [];
}

/** The change by hand that an item is, or null. */
function editOf(item: Outgoing): Edit | null {
  const { text } = item;
  if (item.type === "edit") {
    const { isOfListing, operations } = item;
    return isOfListing ? { text, operations, isOfListing } : { text, operations };
  }
  if (item.type === "confirm") return { text, operations: [], confirmation: item.confirmation };
  return item.type === "rank" ? { text, operations: [], weights: item.weights } : null;
}

function beginTurn(event: RunEvent, origin: Outgoing | undefined): Turn {
  return {
    key: origin?.clientId ?? turnKey(event),
    runId: event.run_id,
    userMessage: origin === undefined || editOf(origin) !== null ? null : origin.text,
    media: mediaOf(origin),
    heard: null,
    seen: null,
    edit: origin === undefined ? null : editOf(origin),
    progress: null,
    texts: [],
    soFar: null,
    results: null,
    pages: { size: 0, shown: 0 },
    comparison: null,
    answer: null,
    listing: null,
    jobs: [],
    clarification: null,
    problems: [],
    outcome: null,
  };
}

function applyToken(texts: readonly AssistantText[], token: Token): readonly AssistantText[] {
  const present = texts.find((text) => text.messageId === token.message_id);
  const before = present === undefined || token.restart ? "" : present.content;
  const next: AssistantText = {
    messageId: token.message_id,
    content: before + token.content,
    isComplete: token.is_complete,
  };
  return present === undefined
    ? [...texts, next]
    : texts.map((text) => (text === present ? next : text));
}

/** Adds a sentence that came whole, unless it was streamed already. */
function withSentence(turn: Turn, messageId: string, sentence: string | null): Turn {
  const content = sentence?.trim() ?? "";
  const isKnown =
    turn.texts.some((text) => text.content.trim() === content) ||
    turn.clarification?.question === content ||
    turn.problems.some((problem) => problem.message === content);
  if (content === "" || isKnown) return turn;
  const others = turn.texts.filter((text) => text.messageId !== messageId);
  return { ...turn, texts: [...others, { messageId, content, isComplete: true }] };
}

/** Where a search stands after a step; its end has every shop's answer, and the products later. */
function soFarAfter(before: SearchSoFar | null, { so_far: now, sources }: Progress): SearchSoFar | null {
  if (now !== undefined) return now;
  return before === null || sources === null ? before : { ...before, sources, awaiting: [] };
}

/** A comparison with the offers that the conversation has found of its products, the latest first. */
function comparedOffers(event: RunEvent, turns: readonly Turn[]): RunEvent {
  if (event.type !== "comparison") return event;
  const found = turns.toReversed().flatMap(({ results }) => results?.products ?? []);
  return { ...event, data: { ...event.data, products: withKnownOffers(event.data.products, found) } };
}

function saidIn(turn: Turn, { media, user_message }: Thinking): Pick<Turn, "media" | "userMessage"> {
  return { userMessage: user_message ?? turn.userMessage, media: media ?? turn.media };
}

function progressed(turn: Turn, progress: Progress): Pick<Turn, "heard" | "progress" | "seen" | "soFar"> {
  return {
    progress,
    heard: progress.heard ?? turn.heard,
    seen: progress.seen ?? turn.seen,
    soFar: soFarAfter(turn.soFar, progress),
  };
}

/** A turn that is over; what was found so far stays where it was stopped before its results. */
function ended(turn: Turn, outcome: Outcome): Turn {
  return { ...turn, outcome, soFar: turn.results === null ? turn.soFar : null };
}

type Shown = Extract<RunEvent, { type: "answer" | "clarification" | "comparison" | "listing" | "job" | "results" }>;

/** What a turn leads to, beside words. */
function applyShown(turn: Turn, event: Shown): Turn {
  switch (event.type) {
    case "clarification":
      return { ...turn, clarification: event.data };
    case "results":
      return withSentence(
        { ...turn, results: event.data, pages: { size: event.data.products.length, shown: 1 } },
        "final-response",
        event.data.final_response,
      );
    case "comparison":
      return { ...turn, comparison: event.data };
    case "answer":
      return withSentence({ ...turn, answer: event.data }, event.data.message_id, event.data.text);
    case "listing":
      return { ...turn, listing: event.data };
    case "job":
      return withJob(turn, event.data);
  }
}

/** What an event makes of its turn. */
export function applyToTurn(turn: Turn, event: RunEvent): Turn {
  switch (event.type) {
    case "thinking": {
      const progress = { step: "thinking", message: event.data.message, sources: null, total_count: null };
      return { ...turn, ...saidIn(turn, event.data), progress };
    }
    case "progress":
      return { ...turn, ...progressed(turn, event.data) };
    case "token":
      return { ...turn, texts: applyToken(turn.texts, event.data) };
    case "error":
      return { ...turn, problems: [...turn.problems, event.data] };
    case "done":
      return withSentence(ended(turn, event.data.outcome), "closing", event.data.message);
    default:
      return applyShown(turn, event);
  }
}

/** The id of the frame that began a run, where its first event names it; else null. */
export function clientIdOf(event: RunEvent): string | null {
  const named = event.type === "thinking" || event.type === "progress";
  return named ? (event.data.client_id ?? null) : null;
}

function turnKey(event: RunEvent): string {
  return clientIdOf(event) ?? event.run_id ?? `event-${event.seq}`;
}

/** The turn an event belongs to: that of its run; without a run the one still open. */
function findTurn(turns: readonly Turn[], event: RunEvent): number {
  if (event.run_id !== null) return turns.findLastIndex((turn) => turn.runId === event.run_id);
  return turns.findLastIndex((turn) => turn.outcome === null);
}

/**
 * Applies an event of a run to the turns. A run that is new begins a turn, in place of the one it
 * takes back; `origin` is what this page sent to begin it, where it was this page.
 */
export function applyToTurns(
  turns: readonly Turn[],
  told: RunEvent,
  origin: Outgoing | undefined,
): readonly Turn[] {
  if (told.type === "thinking" && told.data.replaces) {
    const { replaces } = told.data;
    const left = turns.filter(({ runId }) => runId !== replaces);
    return applyToTurns(left, { ...told, data: { ...told.data, replaces: null } }, origin);
  }
  const event = comparedOffers(told, turns);
  const index = findTurn(turns, event);
  const present = turns[index];
  if (present !== undefined) return turns.with(index, applyToTurn(present, event));
  return [...turns, applyToTurn(beginTurn(event, origin), event)];
}

/** Adds the products of a further page to what a turn found; each stands there once. */
export function withMore(
  turns: readonly Turn[],
  key: string,
  products: readonly Product[],
): readonly Turn[] {
  return turns.map((turn) => {
    if (turn.key !== key || turn.results === null) return turn;
    const known = new Set(turn.results.products.map(({ product_id }) => product_id));
    const added = products.filter(({ product_id }) => !known.has(product_id));
    const results = { ...turn.results, products: [...turn.results.products, ...added] };
    return { ...turn, results, pages: { ...turn.pages, shown: turn.pages.shown + 1 } };
  });
}
