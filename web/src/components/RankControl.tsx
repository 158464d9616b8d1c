import { Suspense, useId, useState } from "react";
import { WEIGHT_LABELS, weightText } from "../format/weights";
import { useShell } from "../shell/ShellContext";
import { WEIGHT_NAMES } from "../wire/decodeWeights";
import type { Results, Weights } from "../wire/model";
import { SlidersIcon } from "./panelIcons";
import { lazyPart } from "./lazyPart";

const RankSliders = lazyPart(async () => (await import("./RankSliders")).RankSliders);

function sentence(weights: Weights): string {
  const parts = WEIGHT_NAMES.map((name) => `${WEIGHT_LABELS[name]} ${weightText(weights[name])}`);
  return `Sorted by ${parts.join(", ")}`;
}

/** The way to weigh the ranking by hand. */
export function RankControl({ criteria }: Pick<Results, "criteria">) {
  const shell = useShell();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  if (shell === null) return null;

  function apply(weights: Weights): void {
    setIsOpen(false);
    shell?.edit({ text: sentence(weights), operations: [], weights });
  }

  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        className="button-quiet"
        onClick={() => setIsOpen(!isOpen)}
      >
        <SlidersIcon />
        What counts
      </button>
      <div id={id} className={isOpen ? "order-last w-full" : "hidden"}>
        {isOpen && (
          <Suspense fallback={<p className="text-sm text-muted">One moment…</p>}>
            <RankSliders criteria={criteria} onApply={apply} />
          </Suspense>
        )}
      </div>
    </>
  );
}
