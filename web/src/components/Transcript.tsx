import type { ReactNode } from "react";
import { editableTurn, isActive, isBusy, isSending } from "../conversation/selectors";
import type { ConversationState, Edit, Rating } from "../conversation/state";
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

interface Entry {
  /** The same for what is sent and for the turn it begins, which stands where it stood. */
  key: string;
  view: ReactNode;
}

function turnEntries({ conversation, onSay, onEdit, onRate, onMore }: TranscriptProps): Entry[] {
  const { ratings, turns } = conversation;
  const editable = editableTurn(conversation);
  const open = isSending(conversation) ? undefined : turns.at(-1);
  return turns.map((turn) => ({
    key: turn.key,
    view: (
      <TurnView
        turn={turn}
        isOpen={turn === open && !isActive(turn)}
        isEditable={turn === editable}
        rating={(turn.runId !== null && ratings[turn.runId]) || null}
        onSay={onSay}
        onEdit={onEdit}
        onRate={onRate}
        onMore={onMore}
      />
    ),
  }));
}

function outgoingEntries({ conversation, isOffline, onRetry }: TranscriptProps): Entry[] {
  return conversation.outbox.map((item) => ({
    key: item.clientId,
    view: <OutgoingView item={item} isOffline={isOffline} onRetry={onRetry} />,
  }));
}

/** What was said and found, oldest first; what is on its way stands at the end. */
export function Transcript(props: TranscriptProps) {
  const { conversation } = props;
  const entries = [...turnEntries(props), ...outgoingEntries(props)];
  const latest = conversation.outbox.at(-1)?.type;
  const isEditing = latest === "edit" || latest === "rank";
  const list = useScrollToLatest(entries.at(-1)?.key ?? null, isEditing);
  return (
    <div
      ref={list}
      role="log"
      aria-label="Conversation"
      aria-busy={isBusy(conversation)}
      className="flex flex-1 flex-col gap-10 py-6"
    >
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
