import { useEffect, useRef, useState } from "react";
import { withKnownOffers } from "../conversation/knownOffers";
import { usualMoment } from "../format/asOf";
import { useMessages } from "../messages/MessagesContext";
import type { Comparison, Results } from "../wire/model";
import { CompareBar } from "./CompareBar";
import { ComparisonView } from "./ComparisonView";
import { MoreButton } from "./MoreButton";
import { ProductList } from "./ProductList";
import { Sentence } from "./Sentence";
import { useComparison } from "./useComparison";

/** Two rows of three on a wide screen. */
const SHOWN_AT_FIRST = 6;

export interface FoundProductsProps {
  results: Results;
  /** Whether shops are awaited, so that others may still come before these. */
  isSoFar?: boolean;
  /** Loads the next page; null when there is none, or it is too late for it. */
  onMore: (() => Promise<void>) | null;
}

/** Where the keyboard goes when products are added on request: to the first of them. */
function useFocusOnAdded(count: number, isSoFar: boolean) {
  const list = useRef<HTMLUListElement>(null);
  const before = useRef({ count, isSoFar });
  useEffect(() => {
    const { count: shown, isSoFar: wasSoFar } = before.current;
    const added = wasSoFar || count <= shown ? undefined : list.current?.querySelectorAll(".drawn-when-near")[shown];
    added?.querySelector<HTMLElement>("a, input")?.focus();
    before.current = { count, isSoFar };
  }, [count, isSoFar]);
  return list;
}

/** Another comparison is another table, which gets the keyboard in its turn. */
function keyOf({ products }: Comparison): string {
  return products.map(({ product_id }) => product_id).join(" ");
}

/** The products of a search: the best at first, the others on request, any of them side by side. */
export function FoundProducts({ results, isSoFar = false, onMore }: FoundProductsProps) {
  const t = useMessages();
  const [isWhole, setIsWhole] = useState(false);
  const choice = useComparison();
  const { products, requirement_spec: wish } = results;
  const shown = isWhole ? products : products.slice(0, SHOWN_AT_FIRST);
  const list = useFocusOnAdded(shown.length, isSoFar);
  const isAll = shown.length === products.length;
  const { comparison, problem } = choice;

  /** The bar goes with its buttons; the keyboard goes back to what was chosen. */
  function clear(): void {
    list.current?.querySelector<HTMLElement>("input:checked")?.focus();
    choice.clear();
  }

  return (
    <>
      <ProductList
        ref={list}
        isSoFar={isSoFar}
        products={shown}
        productType={wish?.product_type ?? null}
        usualMoment={usualMoment(products, t.locale)}
        choice={choice}
      />
      {!isAll && (
        <button type="button" className="button-quiet self-center" onClick={() => setIsWhole(true)}>
          {t("results.show_all", { count: products.length })}
        </button>
      )}
      {isAll && onMore !== null && <MoreButton onMore={onMore} />}
      <CompareBar choice={{ ...choice, clear }} />
      {problem !== null && <Sentence problem={problem} />}
      {comparison !== null && (
        <ComparisonView
          key={keyOf(comparison)}
          comparison={{ ...comparison, products: withKnownOffers(comparison.products, products) }}
          takesFocus
        />
      )}
    </>
  );
}
