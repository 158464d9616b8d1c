import { Suspense, useId, useState } from "react";
import { formatFacts } from "../format/numbers";
import { weightLabel, weightText } from "../format/weights";
import { useMessages } from "../messages/MessagesContext";
import type { Translate } from "../messages/translate";
import { useShell } from "../shell/ShellContext";
import { WEIGHT_NAMES } from "../wire/decodeWeights";
import type { Results, Weights } from "../wire/model";
import { SlidersIcon } from "./panelIcons";
import { lazyPart } from "./lazyPart";

const RankSliders = lazyPart(async () => (await import("./RankSliders")).RankSliders);

function sentence(weights: Weights, t: Translate): string {
  const parts = WEIGHT_NAMES.map((name) =>
    t("order.weight", { part: weightLabel(name, t), weight: weightText(weights[name], t.locale) }),
  );
  return t("order.applied", { parts: formatFacts(parts, t.locale) });
}

/** The way to weigh the ranking by hand. */
export function RankControl({ criteria }: Pick<Results, "criteria">) {
  const t = useMessages();
  const shell = useShell();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  if (shell === null) return null;

  function apply(weights: Weights): void {
    setIsOpen(false);
    shell?.edit({ text: sentence(weights, t), operations: [], weights });
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
        {t("order.choose")}
      </button>
      <div id={id} className={isOpen ? "order-last w-full" : "hidden"}>
        {isOpen && (
          <Suspense fallback={<p className="text-sm text-muted">{t("page.one_moment")}</p>}>
            <RankSliders criteria={criteria} onApply={apply} />
          </Suspense>
        )}
      </div>
    </>
  );
}
