import { isActive, isBusy, isSending } from "../conversation/selectors";
import type { ConversationState } from "../conversation/state";
import { OutgoingView } from "./OutgoingView";
import { TurnView } from "./TurnView";
import { useScrollToLatest } from "./useScrollToLatest";

export interface TranscriptProps {
  conversation: ConversationState;
  onSay: (text: string) => void;
  onRetry: (clientId: string) => void;
}

/** What was said and found, oldest first; messages on their way stand at the end. */
export function Transcript({ conversation, onSay, onRetry }: TranscriptProps) {
  const { turns, outbox } = conversation;
  const latestKey = outbox.at(-1)?.clientId ?? turns.at(-1)?.key ?? null;
  const list = useScrollToLatest(latestKey);
  return (
    <div
      ref={list}
      role="log"
      aria-label="Conversation"
      aria-busy={isBusy(conversation)}
      className="flex flex-1 flex-col gap-10 py-6"
    >
      {turns.map((turn, index) => {
        const isLast = index === turns.length - 1 && !isSending(conversation);
        return (
          <div
            key={turn.key}
            className={isLast ? "fill-screen scroll-mt-20" : "scroll-mt-20"}
          >
            <TurnView turn={turn} isOpen={isLast && !isActive(turn)} onSay={onSay} />
          </div>
        );
      })}
      {outbox.map((message, index) => (
        <div
          key={message.clientId}
          className={index === outbox.length - 1 ? "fill-screen scroll-mt-20" : "scroll-mt-20"}
        >
          <OutgoingView message={message} onRetry={onRetry} />
        </div>
      ))}
    </div>
  );
}
