import { useState } from "react";
import { useApi } from "../http/ApiContext";
import { problemSentence } from "../http/request";
import { BellIcon } from "./icons";
import { Sentence } from "./Sentence";

type Watching = { step: "idle" | "working" } | { step: "done" | "failed"; sentence: string };

/** Begins to watch one product: a lower price, or its return to the shelf, becomes news. */
export function WatchProductButton({ productId }: { productId: string }) {
  const api = useApi();
  const [watching, setWatching] = useState<Watching>({ step: "idle" });
  const isDone = watching.step === "working" || watching.step === "done";

  async function begin(): Promise<void> {
    setWatching({ step: "working" });
    try {
      const { label } = await api.watchProduct(productId);
      setWatching({ step: "done", sentence: `Watching ${label}. News will stand under the bell.` });
    } catch (problem) {
      setWatching({ step: "failed", sentence: problemSentence(problem) });
    }
  }

  return (
    <>
      <button
        type="button"
        className="button-quiet"
        aria-disabled={isDone}
        onClick={() => {
          if (!isDone) void begin();
        }}
      >
        <BellIcon />
        {watching.step === "done" ? "Watching" : "Watch"}
      </button>
      {watching.step === "failed" && <Sentence problem={watching.sentence} />}
      <span aria-live="polite" className="sr-only">
        {watching.step === "done" && watching.sentence}
      </span>
    </>
  );
}
