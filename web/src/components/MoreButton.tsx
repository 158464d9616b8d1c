import { useState } from "react";
import { problemSentence } from "../http/request";
import { Sentence } from "./Sentence";

/** Loads what stands behind the products that are shown. */
export function MoreButton({ onMore }: { onMore: () => Promise<void> }) {
  const [isWorking, setIsWorking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function load(): Promise<void> {
    setIsWorking(true);
    setProblem(null);
    try {
      await onMore();
    } catch (failure) {
      setProblem(problemSentence(failure));
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
        {isWorking ? "Loading…" : "Show more"}
      </button>
      {problem !== null && <Sentence problem={problem} />}
    </div>
  );
}
