import { memo } from "react";
import { isActive } from "../conversation/selectors";
import type { Turn } from "../conversation/state";
import { AssistantProse } from "./AssistantProse";
import { ClarificationView } from "./ClarificationView";
import { ProblemAlert } from "./ProblemAlert";
import { ProgressLine } from "./ProgressLine";
import { ResultsView } from "./ResultsView";
import { UserBubble } from "./UserBubble";

export interface TurnViewProps {
  turn: Turn;
  /** Whether its question and its suggestions can still be taken up. */
  isOpen: boolean;
  onSay: (text: string) => void;
}

/** What the assistant is doing; nothing once the answer itself is there to read. */
function Working({ turn }: { turn: Turn }) {
  if (!isActive(turn) || turn.texts.length > 0) return null;
  const { message = "", sources = null } = turn.progress ?? {};
  return <ProgressLine message={message} sources={sources ?? []} />;
}

function Problems({ turn, isOpen, onSay }: TurnViewProps) {
  const { problems, userMessage } = turn;
  return problems.map((problem, index) => {
    const canRetry = isOpen && problem.retryable && userMessage !== null;
    const retry = canRetry ? { label: "Try again", run: () => onSay(userMessage) } : null;
    // Problems are only ever appended, so the position names each one.
    return <ProblemAlert key={`${problem.code}-${index}`} problem={problem} action={retry} />;
  });
}

/** One turn: the person's words, then whatever the assistant made of them. */
export const TurnView = memo(function TurnView({ turn, isOpen, onSay }: TurnViewProps) {
  const { clarification, results, userMessage } = turn;
  return (
    <article className="flex animate-appear flex-col gap-5">
      {userMessage !== null && <UserBubble text={userMessage} />}
      <Working turn={turn} />
      {turn.texts.map((text) => (
        <AssistantProse key={text.messageId} text={text.content} />
      ))}
      {results !== null && <ResultsView results={results} isOpen={isOpen} onSay={onSay} />}
      {clarification !== null && (
        <ClarificationView clarification={clarification} isOpen={isOpen} onSay={onSay} />
      )}
      <Problems turn={turn} isOpen={isOpen} onSay={onSay} />
      {turn.outcome === "cancelled" && <p className="text-sm text-muted">Stopped.</p>}
    </article>
  );
});
