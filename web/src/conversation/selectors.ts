import { progressSentence } from "../format/progress";
import type { Translate } from "../messages/translate";
import type { Clarification, PageEvent, Results, SearchSoFar } from "../wire/model";
import type { ConversationState, Turn } from "./state";

/** Whether a run is going on. */
export function isActive(turn: Turn): boolean {
  return turn.outcome === null;
}

/** Whether a message is on its way. */
export function isSending(state: ConversationState): boolean {
  return state.outbox.some((item) => item.problem === null);
}

/** Whether the server is working, or about to. */
export function isBusy(state: ConversationState): boolean {
  return state.turns.some(isActive) || isSending(state);
}

/** Whether an event is no part of the past that is replayed on connecting. */
export function isPresent({ historyEnd }: ConversationState, { seq }: PageEvent): boolean {
  return seq === null || seq > (historyEnd ?? 0);
}

/** Whether what was said before this connection is still coming in. */
export function isReplaying({ historyEnd, isGreeted, lastSeq }: ConversationState): boolean {
  return isGreeted && lastSeq < (historyEnd ?? 0);
}

/** Whether there is work that the person may stop. The past, as it is replayed, is no such work. */
export function canStop(state: ConversationState): boolean {
  const isUpToDate = state.isGreeted && !isReplaying(state);
  const last = state.turns.at(-1);
  return isUpToDate && last !== undefined && isActive(last);
}

/** The turn whose requirement can be changed by hand: the last that found something, when idle. */
export function editableTurn(state: ConversationState): Turn | null {
  if (isBusy(state)) return null;
  return state.turns.findLast((turn) => turn.results !== null) ?? null;
}

/** The page that follows what a turn shows, the first of which is 1; null when there is none. */
export function nextPage({ pages, results }: Pick<Turn, "pages" | "results">): number | null {
  const { size, shown } = pages;
  if (results === null || size === 0) return null;
  const isMore = results.offset + size * shown < results.total_count + results.near_count;
  return isMore ? shown + 1 : null;
}

/** What a search has found while it goes on, as results that say nothing that is not known yet. */
export function resultsSoFar({ products, sources, wish }: SearchSoFar): Results {
  return {
    products: [...products],
    total_count: products.length,
    near_count: 0,
    offset: 0,
    requirement_spec: wish,
    final_response: null,
    sources: [...sources],
    excluded: [],
    relaxations: [],
    corrections: [],
    criteria: null,
  };
}

/** The question that the next message answers, or null. */
export function openQuestion(state: ConversationState): Clarification | null {
  const last = state.turns.at(-1);
  const isOpen = last?.outcome === "clarification" && !isSending(state);
  return isOpen ? last.clarification : null;
}

/** Whether nothing has been said yet, as far as one can know without a connection. */
export function isFresh(state: ConversationState, isOffline: boolean): boolean {
  const hasNoHistory = state.historyEnd === 0 || (state.historyEnd === null && isOffline);
  return hasNoHistory && state.turns.length === 0 && state.outbox.length === 0;
}

function describeEnd({ clarification, comparison, jobs, listing, outcome, problems, results }: Turn, t: Translate): string {
  if (outcome === "cancelled") return t("conversation.stopped");
  if (clarification !== null) return t("status.question", { question: clarification.question });
  if (jobs.length > 0) return t("status.posted");
  if (listing !== null) return t("status.listing");
  if (comparison !== null) return t("status.side_by_side");
  if (results !== null) return t("status.found", { count: results.total_count });
  return problems.length > 0 ? "" : t("status.complete");
}

/** One sentence on where things stand, for those who cannot see it. */
export function describeStatus(state: ConversationState, isOffline: boolean, t: Translate): string {
  if (isOffline) return t("status.offline");
  const last = state.turns.at(-1);
  if (last === undefined) return "";
  if (!isActive(last)) return describeEnd(last, t);
  // Told once, however many shops answer one after the other.
  const isSearching = last.results === null;
  if (isSearching && (last.soFar?.products.length ?? 0) > 0) return t("status.so_far");
  return last.progress === null ? "" : progressSentence(last.progress, t);
}
