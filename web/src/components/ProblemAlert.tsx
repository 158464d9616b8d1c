import { problemSentence } from "../format/problem";
import { useMessages } from "../messages/MessagesContext";
import type { Translate } from "../messages/translate";
import type { Problem } from "../wire/model";

export interface ProblemAlertProps {
  problem: Problem;
  /** What the person can do about it, or null. */
  action: { label: string; run: () => void } | null;
}

function waitSentence(seconds: number | null, t: Translate): string {
  if (seconds === null || seconds < 1) return "";
  return ` ${t("problem.wait", { seconds: Math.ceil(seconds) })}`;
}

/** A failure, said at once and in full. */
export function ProblemAlert({ problem, action }: ProblemAlertProps) {
  const t = useMessages();
  return (
    <div className="flex max-w-2xl flex-wrap items-center gap-x-4 gap-y-3 rounded-2xl bg-alert-tint px-4 py-3">
      <p role="alert" className="min-w-48 flex-1 text-alert wrap-anywhere">
        {problemSentence(problem, t)}
        {waitSentence(problem.retry_after_seconds, t)}
      </p>
      {action !== null && (
        <button type="button" className="button-quiet" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}
