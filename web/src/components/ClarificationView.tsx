import { useMessages } from "../messages/MessagesContext";
import type { Clarification } from "../wire/model";
import { AssistantProse } from "./AssistantProse";
import { TranscriptEditor } from "./TranscriptEditor";

export interface ClarificationViewProps {
  clarification: Clarification;
  /** Whether it still waits for an answer. */
  isOpen: boolean;
  onSay: (text: string) => void;
}

/** A question of the assistant; the suggestions go once it is answered. */
export function ClarificationView({ clarification, isOpen, onSay }: ClarificationViewProps) {
  const t = useMessages();
  const { context, question, slot, suggestions } = clarification;
  const isTranscript = slot === "transcript";
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        {context !== null && <p className="max-w-2xl text-muted">{context}</p>}
        <AssistantProse text={question} />
      </div>
      {isOpen && isTranscript && <TranscriptEditor words={suggestions[0] ?? ""} onSay={onSay} />}
      {isOpen && !isTranscript && suggestions.length > 0 && (
        <ul aria-label={t("conversation.suggestions")} className="flex flex-wrap gap-2.5">
          {suggestions.map((suggestion) => (
            <li key={suggestion}>
              <button type="button" className="button-quiet" onClick={() => onSay(suggestion)}>
                {suggestion}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
