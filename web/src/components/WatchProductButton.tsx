import { useState } from "react";
import { useApi } from "../http/ApiContext";
import { type Failure, failureOf } from "../http/request";
import { useMessages } from "../messages/MessagesContext";
import { useAnnouncement } from "../status/StatusContext";
import { BellIcon } from "./icons";
import { Sentence } from "./Sentence";

type Watching =
  | { step: "idle" | "working" }
  | { step: "done"; label: string | null }
  | { step: "failed"; problem: Failure };

/** Begins to watch one product: a lower price, or its return to the shelf, becomes news. */
export function WatchProductButton({ productId }: { productId: string }) {
  const t = useMessages();
  const api = useApi();
  const [watching, setWatching] = useState<Watching>({ step: "idle" });
  const isDone = watching.step === "working" || watching.step === "done";

  async function begin(): Promise<void> {
    setWatching({ step: "working" });
    try {
      const { label } = await api.watchProduct(productId);
      setWatching({ step: "done", label });
    } catch (problem) {
      setWatching({ step: "failed", problem: failureOf(problem) });
    }
  }

  useAnnouncement(
    watching.step === "done" ? t("watch.confirmed", { label: watching.label ?? t("watch.unnamed") }) : null,
  );
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
        {t(watching.step === "done" ? "watch.begun" : "watch.product")}
      </button>
      {watching.step === "failed" && <Sentence problem={watching.problem} />}
    </>
  );
}
