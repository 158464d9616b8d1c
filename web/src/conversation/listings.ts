/** A listing in the making, as the conversation shows it: in one place, however often it is changed. */
import type { Operation } from "../wire/types";
import { isActive } from "./selectors";
import type { ConversationState, Outgoing, Turn } from "./state";

/** Whether something on its way changes the listing in place. */
export function isListingEdit(item: Outgoing): boolean {
  return item.type === "edit" && item.isOfListing === true;
}

/** Whether a turn only changed the listing by hand; the log tells it by what it lacks. */
function isChangeInPlace(turn: Turn): boolean {
  const isSaid = turn.userMessage !== null || turn.media.length > 0;
  if (isSaid || turn.jobs.length > 0 || turn.results !== null) return false;
  if (turn.edit !== null) return turn.edit.isOfListing === true;
  return turn.listing !== null;
}

/** A turn with what a change by hand made of its listing; what was said above it stays. */
function changedInPlace(turn: Turn, change: Turn): Turn {
  const isTold = change.outcome !== null;
  return {
    ...turn,
    listing: change.listing ?? turn.listing,
    clarification: isTold ? change.clarification : turn.clarification,
    problems: isTold ? change.problems : turn.problems,
    outcome: change.outcome ?? turn.outcome,
  };
}

/** The turns as they are shown: those that changed a listing by hand are part of what they changed. */
export function shownTurns(turns: readonly Turn[]): readonly Turn[] {
  if (!turns.some(isChangeInPlace)) return turns;
  const shown: Turn[] = [];
  for (const turn of turns) {
    const last = shown.at(-1);
    const isPart = last !== undefined && last.listing !== null && last.jobs.length === 0 && isChangeInPlace(turn);
    if (isPart) shown[shown.length - 1] = changedInPlace(last, turn);
    else shown.push(turn);
  }
  return shown;
}

/** The changes of the listing by hand that the server has not shown yet, in order. */
export function pendingListingEdits({ outbox, turns }: ConversationState): readonly Operation[] {
  const last = turns.at(-1);
  const isUnderWay = last !== undefined && isActive(last) && last.listing === null && last.edit?.isOfListing;
  const worked = isUnderWay ? (last.edit?.operations ?? []) : [];
  const sent = outbox
    .filter((item) => isListingEdit(item) && item.problem === null)
    .flatMap((item) => (item.type === "edit" ? item.operations : []));
  return [...worked, ...sent];
}

/**
 * The key of the shown turn whose listing can still be changed, or null: the last one that has any,
 * unless it was sent on its way since.
 */
export function openListing(shown: readonly Turn[]): string | null {
  const last = shown.findLast(({ jobs, listing }) => jobs.length > 0 || listing !== null);
  return last === undefined || last.jobs.length > 0 ? null : last.key;
}
