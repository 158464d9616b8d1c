import { useId, useState } from "react";
import { askedShops, type AskedShop } from "../format/sources";
import { useMessages } from "../messages/MessagesContext";
import type { AwaitedSource, Source } from "../wire/model";
import { ChevronIcon } from "./icons";
import { SimulatedMark } from "./SimulatedMark";
import { useDrawnAt } from "./useDrawnAt";

const DOTS = {
  waiting: "animate-breathe border border-accent",
  answered: "bg-accent",
  failed: "bg-alert",
};

type OnAskAgain = (shop: string) => void;

function AskAgain({ name, onAskAgain }: { name: string; onAskAgain: OnAskAgain }) {
  const t = useMessages();
  return (
    <button
      type="button"
      className="-my-2 py-2 whitespace-nowrap text-accent underline underline-offset-2"
      onClick={() => onAskAgain(name)}
    >
      {t.rich("shops.again", { shop: name })}
    </button>
  );
}

interface ShopProps {
  shop: AskedShop;
  /** Whether it is shown where there is little room, too. */
  isOpen: boolean;
  onAskAgain: OnAskAgain | null;
}

function Shop({ shop, isOpen, onAskAgain }: ShopProps) {
  return (
    <li className={`relative min-w-0 ps-3.5 ${isOpen ? "" : "max-sm:hidden"}`}>
      <span
        aria-hidden="true"
        className={`absolute start-0 top-1.5 size-2 rounded-full ${DOTS[shop.state]}`}
      />
      <span className={`wrap-anywhere ${shop.state === "failed" ? "text-ink" : ""}`}>
        {shop.sentence}
        {shop.kept !== null && <>{` · ${shop.kept}`}</>}
      </span>{" "}
      {shop.isSimulated && <SimulatedMark />}{" "}
      {shop.isWorthAskingAgain && onAskAgain !== null && (
        <AskAgain name={shop.name} onAskAgain={onAskAgain} />
      )}
    </li>
  );
}

export interface SourceStripProps {
  sources: readonly Source[];
  /** Who has not answered yet; nobody once the search is over. */
  awaiting: readonly AwaitedSource[];
  /** Searches for the same again because of a shop; null where it is too late for that. */
  onAskAgain: OnAskAgain | null;
}

/** More shops that answered than these are told on request where there is little room. */
const MOST_ON_A_PHONE = 2;

/**
 * Where it was looked and what each shop answered, or that it is waited for. On a phone those that
 * answered are only counted at first.
 */
export function SourceStrip({ sources, awaiting, onAskAgain }: SourceStripProps) {
  const t = useMessages();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const shops = askedShops({ sources, awaiting }, useDrawnAt(), t);
  if (shops.length === 0) return null;
  const answered = shops.filter(({ state }) => state === "answered").length;
  const isMuch = answered > MOST_ON_A_PHONE;
  return (
    <div className="px-1 text-sm text-muted max-sm:w-full">
      {isMuch && (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          className="inline-flex min-h-11 items-center gap-1.5 sm:hidden"
          onClick={() => setIsOpen(!isOpen)}
        >
          <span className={isOpen ? "rotate-90" : ""}>
            <ChevronIcon />
          </span>
          {t("shops.who_answered", { count: answered })}
        </button>
      )}
      <ul
        id={id}
        aria-label={t("results.looked_at")}
        className="flex flex-wrap gap-x-4 gap-y-1.5"
      >
        {shops.map((shop) => (
          <Shop
            key={shop.key}
            shop={shop}
            isOpen={isOpen || !isMuch || shop.state !== "answered"}
            onAskAgain={onAskAgain}
          />
        ))}
      </ul>
    </div>
  );
}
