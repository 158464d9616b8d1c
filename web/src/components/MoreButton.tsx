import { useState } from "react";
import { type Failure, failureOf } from "../http/request";
import { useMessages } from "../messages/MessagesContext";
import { Sentence } from "./Sentence";

/** Loads what stands behind the products that are shown. */
export function MoreButton({ onMore }: { onMore: () => Promise<void> }) {
  const t = useMessages();
  const [isWorking, setIsWorking] = useState(false);
  const [problem, setProblem] = useState<Failure | null>(null);

  async function load(): Promise<void> {
    setIsWorking(true);
    setProblem(null);
    try {
      await onMore();
    } catch (failure) {
      setProblem(failureOf(failure));
    }
    setIsWorking(false);
  }

  return (
    <div className="flex flex-col items-center gap-2">
      <button
        type="button"
        className="button-quiet"
        aria-disabled={isWorking}
        onClick={() => {
          if (!isWorking) void load();
        }}
      >
        {t(isWorking ? "results.loading" : "results.show_more")}
      </button>
      {problem !== null && <Sentence problem={problem} />}
    </div>
  );
}
