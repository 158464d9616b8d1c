import { problemSentence } from "../format/problem";
import type { Failure } from "../http/request";
import { useMessages } from "../messages/MessagesContext";

/** Why something that was asked for here did not happen. */
export function Sentence({ problem }: { problem: Failure }) {
  const t = useMessages();
  return (
    <p role="alert" className="text-sm text-alert wrap-anywhere">
      {problemSentence(problem, t)}
    </p>
  );
}
