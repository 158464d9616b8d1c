import { useState } from "react";
import type { Edit } from "../conversation/state";
import { pictureAddress } from "../format/links";
import type { Results } from "../wire/model";
import { Corrections } from "./Corrections";
import { ProductCard } from "./ProductCard";
import { ResultsSummary } from "./ResultsSummary";
import { WishChips } from "./WishChips";

/** Two rows of three on a wide screen. */
const SHOWN_AT_FIRST = 6;

interface RelaxationsProps extends Pick<Results, "relaxations"> {
  onEdit: (edit: Edit) => void;
}

function Relaxations({ relaxations, onEdit }: RelaxationsProps) {
  if (relaxations.length === 0) return null;
  return (
    <ul aria-label="Ways to see more" className="flex flex-wrap gap-2.5">
      {relaxations.map(({ label, operations }, index) => (
        <li key={`${index} ${label}`}>
          <button
            type="button"
            className="button-quiet"
            onClick={() => onEdit({ text: label, operations })}
          >
            {label}
          </button>
        </li>
      ))}
    </ul>
  );
}

export interface ResultsViewProps {
  results: Results;
  /** Whether what was asked for can still be changed here. */
  isEditable: boolean;
  onEdit: (edit: Edit) => void;
}

/** What a search found: what was looked for, what was left out, and the products. */
export function ResultsView({ results, isEditable, onEdit }: ResultsViewProps) {
  const [isWhole, setIsWhole] = useState(false);
  const { products, requirement_spec: wish } = results;
  const isPictured = products.some((product) => pictureAddress(product.image_url) !== null);
  const shown = isWhole ? products : products.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-label="Results" className="flex flex-col gap-4">
      {wish !== null && <WishChips wish={wish} isEditable={isEditable} onEdit={onEdit} />}
      <Corrections corrections={results.corrections} isEditable={isEditable} onEdit={onEdit} />
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
      {isEditable && <Relaxations relaxations={results.relaxations} onEdit={onEdit} />}
    </section>
  );
}
