// HTML has no tabs; their roles and keys are those of the WAI-ARIA pattern.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { type KeyboardEvent, useId, useState } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { marketplaceLabel } from "../../format/words";
import { useConnections } from "../../selling/useSelling";
import type { MarketplacePreview } from "../../wire/selling";
import { WarningIcon } from "../icons";
import { SimulatedMark } from "../SimulatedMark";
import { DoneIcon } from "./icons";
import { MarketplaceTab } from "./MarketplaceTab";

function stepOf(key: string, at: number, count: number): number | null {
  if (key === "ArrowRight") return (at + 1) % count;
  if (key === "ArrowLeft") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

/** Whether it can go there as it is, as a sign and in words for those who do not see it. */
function Standing({ preview }: { preview: MarketplacePreview }) {
  const t = useMessages();
  const count = preview.problems.filter(({ level }) => level !== "warning").length;
  return (
    <span className={count > 0 ? "text-alert" : "text-accent"}>
      {count > 0 ? <WarningIcon /> : <DoneIcon />}
      <span className="sr-only">{t("listing.tab_problems", { count })}</span>
    </span>
  );
}

/** What each marketplace will get, one behind the other. */
export function PreviewTabs({ previews }: { previews: readonly MarketplacePreview[] }) {
  const t = useMessages();
  const id = useId();
  const { connections } = useConnections();
  const [chosen, setChosen] = useState<string | null>(null);
  const at = Math.max(0, previews.findIndex(({ marketplace }) => marketplace === chosen));
  const shown = previews[at];
  if (shown === undefined) return null;

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const next = stepOf(event.key, at, previews.length);
    const preview = next === null ? undefined : previews[next];
    if (preview === undefined) return;
    event.preventDefault();
    setChosen(preview.marketplace);
    event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")[next ?? 0]?.focus();
  }

  return (
    <div className="flex flex-col gap-4">
      <div
        role="tablist"
        tabIndex={-1}
        aria-label={t("listing.preview")}
        onKeyDown={onKeyDown}
        className="flex gap-1 overflow-x-auto border-b border-line"
      >
        {previews.map((preview, index) => (
          <button
            key={preview.marketplace}
            type="button"
            role="tab"
            id={`${id}-${preview.marketplace}`}
            aria-selected={index === at}
            aria-controls={`${id}-panel`}
            tabIndex={index === at ? 0 : -1}
            className="flex min-h-11 shrink-0 items-center gap-2 border-b-2 border-transparent px-3 text-[0.9375rem] text-muted outline-offset-[-2px] aria-selected:border-accent aria-selected:text-ink"
            onClick={() => setChosen(preview.marketplace)}
          >
            {marketplaceLabel(preview.marketplace, t)}
            <Standing preview={preview} />
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${shown.marketplace}`}
        className="flex flex-col items-start gap-3 *:w-full"
      >
        {connections?.some(({ marketplace, simulated }) => simulated && marketplace === shown.marketplace) && (
          <p className="flex items-center gap-2 text-sm text-muted">
            <SimulatedMark />
            {t("listing.simulated_meaning")}
          </p>
        )}
        <MarketplaceTab preview={shown} />
      </div>
    </div>
  );
}
