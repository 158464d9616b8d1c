/** What is on its way to the server: composed here, and not yet shown by the log. */
import type { Media, Problem, RunEvent } from "../wire/model";
import type { ClientFrame, MediaReference } from "../wire/types";
import {
  type Action,
  type Content,
  type ConversationState,
  isAccessProblem,
  type Outgoing,
} from "./state";
import { clientIdOf } from "./turns";

type OutboxAction = Extract<Action, { type: "compose" | "adopt" | "deliver" | "retry" }>;

/** The state after something was composed, taken up, sent, or is to be sent again. */
export function reduceOutbox(state: ConversationState, action: OutboxAction): ConversationState {
  switch (action.type) {
    case "compose":
      return compose(state, action.clientId, action.content);
    case "adopt":
      return adopt(state, action.items);
    case "deliver":
      return changed(state, action.clientId, { delivery: "sent" });
    case "retry":
      return changed(state, action.clientId, { delivery: "waiting", problem: null });
  }
}

/**
 * Whether a word on a preview may be sent: not twice, and not while the listing is being changed,
 * for then it would be about another one than is seen.
 */
function mayCompose({ outbox, turns }: ConversationState, content: Content): boolean {
  if (content.type !== "confirm") return true;
  const isUnderWay = outbox.some((item) => item.problem === null && isByHand(item));
  return !isUnderWay && (turns.at(-1)?.outcome ?? null) !== null;
}

/** Whether it is done by a button and not in words; its run begins without repeating it. */
export function isByHand(item: Outgoing): item is Extract<Outgoing, { type: "edit" | "rank" | "confirm" }> {
  return item.type === "edit" || item.type === "rank" || item.type === "confirm";
}

/** Adds what the person sends; what was refused before makes room. */
function compose(
  state: ConversationState,
  clientId: string,
  content: Content,
): ConversationState {
  if (!mayCompose(state, content)) return state;
  const afterSeq = Math.max(state.lastSeq, state.historyEnd ?? 0);
  const outgoing: Outgoing = { ...content, clientId, afterSeq, delivery: "waiting", problem: null };
  const underWay = state.outbox.filter((item) => item.problem === null);
  return { ...state, problem: null, outbox: [...underWay, outgoing] };
}

/** Takes up what another tab was about to send and may not have; what the log shows is sent. */
function adopt(state: ConversationState, items: readonly Outgoing[]): ConversationState {
  const known = new Set([
    ...state.outbox.map(({ clientId }) => clientId),
    ...state.turns.map(({ key }) => key),
  ]);
  const added = items.filter(({ clientId }) => !known.has(clientId));
  // Also when nothing is added: what the log shows already is then forgotten by whoever keeps it.
  return items.length === 0 ? state : { ...state, outbox: [...state.outbox, ...added] };
}

/** The state with one item of its outbox changed. */
function changed(
  state: ConversationState,
  clientId: string,
  change: Partial<Pick<Outgoing, "delivery" | "problem">>,
): ConversationState {
  const outbox = state.outbox.map((item) =>
    item.clientId === clientId ? { ...item, ...change } : item,
  );
  return { ...state, outbox };
}

/** What was sent into a socket that broke may not have arrived: it is sent again. */
export function undelivered(outbox: readonly Outgoing[]): readonly Outgoing[] {
  return outbox.map((item) => ({ ...item, delivery: "waiting" }));
}

/** An outbox beside a log that ends at `historyEnd`: the log may have begun anew since. */
export function clamped(outbox: readonly Outgoing[], historyEnd: number): readonly Outgoing[] {
  if (outbox.every((item) => item.afterSeq <= historyEnd)) return outbox;
  return outbox.map((item) => ({ ...item, afterSeq: Math.min(item.afterSeq, historyEnd) }));
}

/** A failure outside the log: it refuses the item it names, else the first one under way. */
export function refuse(state: ConversationState, problem: Problem): ConversationState {
  if (isAccessProblem(problem)) return { ...state, problem };
  const refused =
    state.outbox.find((item) => item.clientId === problem.client_id) ??
    state.outbox.find((item) => item.delivery === "sent" && item.problem === null);
  if (refused === undefined) return { ...state, problem };
  return changed(state, refused.clientId, { problem });
}

/**
 * What this page sent to begin the run of an event, where the event begins one.
 *
 * The first event of a run names it. A run that was stopped before its first word names nothing:
 * runs answer in the order of what was sent, so it is the first that fits.
 */
export function originOf(
  state: ConversationState,
  event: RunEvent,
  seq: number,
): Outgoing | undefined {
  const named = clientIdOf(event);
  if (event.type === "thinking" || named !== null) {
    return state.outbox.find((item) => item.clientId === named);
  }
  const isNew = event.run_id !== null && state.turns.every(({ runId }) => runId !== event.run_id);
  if (!isNew) return undefined;
  const mayBeWords = event.type === "done";
  return state.outbox.find(
    (item) =>
      item.delivery === "sent" &&
      item.problem === null &&
      item.afterSeq < seq &&
      (mayBeWords || isByHand(item)),
  );
}

function reference(media: Media): MediaReference {
  return { ...media, content_type: null, size_bytes: null, uploaded_at: null };
}

/** The frame that carries an item to the server; the same id makes sending it again safe. */
export function frameOf(item: Outgoing, locale: string): ClientFrame {
  const { clientId: client_id, text } = item;
  if (item.type === "rank") return { type: "rank", weights: item.weights, client_id, locale };
  if (item.type === "edit") return { type: "edit", operations: item.operations, client_id, locale };
  if (item.type === "confirm") {
    const { decision, previewId: preview_id } = item.confirmation;
    return { type: "confirm", decision, preview_id, client_id, locale };
  }
  const { media, replaces } = item;
  return {
    type: item.type,
    message: text,
    client_id,
    locale,
    ...(replaces && { replaces }),
    ...(media !== undefined && { media: media.map(reference) }),
  };
}
