import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { isListingEdit, openListing, pendingListingEdits, shownTurns } from "../conversation/listings";
import { isByHand } from "../conversation/outbox";
import { editableTurn, isActive, isBusy, isSending } from "../conversation/selectors";
import type { ConversationState, Edit, Outgoing, Rating, Turn } from "../conversation/state";
import { useMessages } from "../messages/MessagesContext";
import { OutgoingView } from "./OutgoingView";
import { TurnView } from "./TurnView";
import { useScrollToLatest } from "./useScrollToLatest";

export interface TranscriptProps {
  conversation: ConversationState;
  isOffline: boolean;
  onSay: (text: string) => void;
  onEdit: (edit: Edit) => void;
  onRate: (runId: string, value: Rating["value"], reason: string | null) => void;
  onRetry: (clientId: string) => void;
  onMore: (turnKey: string, page: number) => Promise<void>;
}

/** Older turns are drawn on request, so that a long conversation takes no more room than a short one. */
const TURNS_SHOWN = 30;
/** Where many turns come at once, as a past does, these are drawn before the others. */
const TURNS_AT_ONCE = 6;

interface Entry {
  /** The same for what is sent and for the turn it begins, which stands where it stood. */
  key: string;
  view: ReactNode;
}

function turnEntries(props: TranscriptProps, turns: readonly Turn[], most: number): Entry[] {
  const { conversation, onSay, onEdit, onRate, onMore } = props;
  const { ratings } = conversation;
  const editable = editableTurn(conversation);
  const said = conversation.turns.at(-1);
  const isWorking = isSending(conversation) || (said !== undefined && isActive(said));
  const open = isWorking ? undefined : turns.at(-1);
  const listed = openListing(turns);
  const pending = pendingListingEdits(conversation);
  return turns.slice(-most).map((turn) => ({
    key: turn.key,
    view: (
      <TurnView
        turn={turn}
        isOpen={turn === open}
        isEditable={turn === editable}
        pendingEdits={turn.key === listed ? pending : null}
        canConfirm={turn.key === listed && !isWorking}
        rating={(turn.runId !== null && ratings[turn.runId]) || null}
        onSay={onSay}
        onEdit={onEdit}
        onRate={onRate}
        onMore={onMore}
      />
    ),
  }));
}

/** A change of the listing stands in the listing; where it is held up or refused, that is told. */
function isShown(item: Outgoing, isOffline: boolean): boolean {
  return !isListingEdit(item) || item.problem !== null || isOffline;
}

function outgoingEntries({ conversation, isOffline, onRetry }: TranscriptProps): Entry[] {
  return conversation.outbox.filter((item) => isShown(item, isOffline)).map((item) => ({
    key: item.clientId,
    view: <OutgoingView item={item} isOffline={isOffline} onRetry={onRetry} />,
  }));
}

/** What to scroll to: the latest entry, and again once what precedes it is drawn and has moved it. */
function latestPlace(entries: readonly Entry[], isWhole: boolean): string | null {
  const latest = entries.at(-1);
  return latest === undefined ? null : `${latest.key} ${isWhole}`;
}

/** What was said and found, oldest first; what is on its way stands at the end. */
export function Transcript(props: TranscriptProps) {
  const t = useMessages();
  const { conversation } = props;
  const [most, setMost] = useState(TURNS_SHOWN);
  const turns = useMemo(() => shownTurns(conversation.turns), [conversation.turns]);
  const drawn = useDeferredValue(turns.length);
  const isWhole = turns.length - drawn <= TURNS_AT_ONCE;
  const count = isWhole ? most : Math.min(most, TURNS_AT_ONCE);
  const entries = [...turnEntries(props, turns, count), ...outgoingEntries(props)];
  const earlier = turns.length - most;
  const latest = conversation.outbox.at(-1);
  const isEditing = latest !== undefined && isByHand(latest) && !isListingEdit(latest);
  const list = useScrollToLatest(latestPlace(entries, isWhole), isEditing);
  return (
    <div
      ref={list}
      role="log"
      aria-label={t("conversation.name")}
      aria-busy={isBusy(conversation)}
      className="flex flex-1 flex-col gap-10 py-6"
    >
      {isWhole && earlier > 0 && (
        <button
          type="button"
          className="button-quiet self-center"
          onClick={() => setMost(most + TURNS_SHOWN)}
        >
          {t("conversation.earlier", { count: earlier })}
        </button>
      )}
      {entries.map(({ key, view }, index) => (
        <div
          key={key}
          tabIndex={-1}
          className={index === entries.length - 1 ? "fill-screen outline-none" : "outline-none"}
        >
          {view}
        </div>
      ))}
    </div>
  );
}
