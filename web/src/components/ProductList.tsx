import { Fragment, type RefObject } from "react";
import { pictureAddress } from "../format/links";
import { isNear } from "../format/words";
import { useMessages } from "../messages/MessagesContext";
import type { Product } from "../wire/model";
import { ProductCard } from "./ProductCard";
import { useListStyle } from "../shell/useListStyle";
import { useCardKeys } from "./useCardKeys";
import { type Choice, MOST_COMPARED } from "./useComparison";

export interface ProductListProps {
  ref: RefObject<HTMLUListElement | null>;
  /** Whether others may still come before these. */
  isSoFar: boolean;
  products: readonly Product[];
  /** What was looked for, if known. */
  productType: string | null;
  /** When most of them are from, which is said elsewhere; null where they do not agree. */
  usualMoment: string | null;
  choice: Pick<Choice, "chosen" | "toggle">;
}

/** A product keeps its card wherever it moves; one that stands there twice has a card for each. */
function keyOf({ product_id: id }: Product, index: number, products: readonly Product[]): string {
  const first = products.findIndex(({ product_id }) => product_id === id);
  return first === index ? id : `${index} ${id}`;
}

/** Products as cards, best first, and apart from them what only comes near; nothing without any. */
export function ProductList({
  ref,
  isSoFar,
  products,
  productType,
  usualMoment,
  choice,
}: ProductListProps) {
  const t = useMessages();
  const { style } = useListStyle();
  const onKeyDown = useCardKeys();
  if (products.length === 0) return null;
  const isPictured = products.some((product) => pictureAddress(product.image_url) !== null);
  const { chosen, toggle } = choice;
  const firstNear = products.findIndex(isNear);
  return (
    // The keys lead between the links in it, which have the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul
      ref={ref}
      aria-label={t(isSoFar ? "results.products_so_far" : "results.products")}
      className={`grid grid-cols-1 gap-3 ${style === "grid" ? "sm:grid-cols-2 sm:gap-4 lg:grid-cols-3" : ""}`}
      onKeyDown={onKeyDown}
    >
      {products.map((product, index) => {
        const isChosen = chosen.includes(product.product_id);
        return (
          <Fragment key={keyOf(product, index, products)}>
            {index === firstNear && (
              <li className="col-span-full mt-2 border-t border-line pt-3 text-sm font-medium text-muted">
                {t("results.only_near")}
              </li>
            )}
            <li className="drawn-when-near">
              <ProductCard
                product={product}
                productType={productType}
                usualMoment={usualMoment}
                isPictured={isPictured}
                isRow={style === "list"}
                isChosen={isChosen}
                canChoose={isChosen || chosen.length < MOST_COMPARED}
                onChoose={products.length > 1 ? toggle : null}
              />
            </li>
          </Fragment>
        );
      })}
    </ul>
  );
}
