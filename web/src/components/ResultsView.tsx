import { useState } from "react";
import { pictureAddress } from "../format/links";
import { wishChips } from "../format/wish";
import type { Results, Wish } from "../wire/model";
import { ProductCard } from "./ProductCard";
import { ResultsSummary } from "./ResultsSummary";

interface Speaking {
  onSay: (text: string) => void;
}

/** Two rows of three on a wide screen. */
const SHOWN_AT_FIRST = 6;

function WishChips({ wish }: { wish: Wish }) {
  return (
    <ul aria-label="Looking for" className="flex flex-wrap gap-2">
      {wishChips(wish).map(({ key, label, isExclusion }) => (
        <li
          key={key}
          className={`max-w-full truncate rounded-full px-3 py-1 text-sm ${
            isExclusion ? "border border-line text-muted" : "bg-sunken text-ink"
          }`}
        >
          {label}
        </li>
      ))}
    </ul>
  );
}

function Relaxations({ relaxations, onSay }: Pick<Results, "relaxations"> & Speaking) {
  if (relaxations.length === 0) return null;
  return (
    <ul aria-label="Ways to see more" className="flex flex-wrap gap-2.5">
      {relaxations.map(({ label }, index) => (
        <li key={`${index} ${label}`}>
          <button type="button" className="button-quiet" onClick={() => onSay(label)}>
            {label}
          </button>
        </li>
      ))}
    </ul>
  );
}

export interface ResultsViewProps extends Speaking {
  results: Results;
  /** Whether its suggestions can still be taken up. */
  isOpen: boolean;
}

/** What a search found: what was looked for, what was left out, and the products. */
export function ResultsView({ results, isOpen, onSay }: ResultsViewProps) {
  const [isWhole, setIsWhole] = useState(false);
  const { products, requirement_spec: wish } = results;
  const isPictured = products.some((product) => pictureAddress(product.image_url) !== null);
  const shown = isWhole ? products : products.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-label="Results" className="flex flex-col gap-4">
      {wish !== null && <WishChips wish={wish} />}
      <ResultsSummary results={results} />
      {shown.length > 0 && (
        <ul aria-label="Products" className="grid grid-cols-1 gap-3 sm:grid-cols-2 sm:gap-4 lg:grid-cols-3">
          {shown.map((product, index) => (
            <li key={`${index} ${product.product_id}`}>
              <ProductCard
                product={product}
                productType={wish?.product_type ?? null}
                isPictured={isPictured}
              />
            </li>
          ))}
        </ul>
      )}
      {shown.length < products.length && (
        <button
          type="button"
          className="button-quiet self-center"
          onClick={() => setIsWhole(true)}
        >
          Show all {products.length}
        </button>
      )}
      {isOpen && <Relaxations relaxations={results.relaxations} onSay={onSay} />}
    </section>
  );
}
