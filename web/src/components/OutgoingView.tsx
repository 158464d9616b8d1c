import type { OutgoingMessage } from "../conversation/state";
import { ProblemAlert } from "./ProblemAlert";
import { ProgressLine } from "./ProgressLine";
import { UserBubble } from "./UserBubble";

export interface OutgoingViewProps {
  message: OutgoingMessage;
  onRetry: (clientId: string) => void;
}

/** A message that the server has not taken up yet, or has refused. */
export function OutgoingView({ message, onRetry }: OutgoingViewProps) {
  const { clientId, delivery, problem, text } = message;
  return (
    <div className="flex flex-col gap-4">
      <UserBubble text={text} />
      {problem !== null && (
        <ProblemAlert
          problem={problem}
          action={{ label: "Send again", run: () => onRetry(clientId) }}
        />
      )}
      {problem === null && delivery === "sent" && <ProgressLine message="" sources={[]} />}
      {problem === null && delivery === "waiting" && (
        <p className="text-right text-sm text-muted">Will be sent when the connection is back</p>
      )}
    </div>
  );
}
