import { useEffect, useRef } from "react";
import { cellText } from "../format/comparison";
import { pictureAddress, webLink } from "../format/links";
import { attributeName } from "../format/words";
import { useMessages } from "../messages/MessagesContext";
import type { Comparison, Product } from "../wire/model";
import type { ComparisonRow } from "../wire/types";
import { LeaveIcon } from "./icons";
import { ProductPicture } from "./ProductPicture";
import { ShopRows } from "./ShopRows";

export interface ComparisonTableProps {
  comparison: Comparison;
  /** Whether the person asked for it right here, so that the keyboard goes to it. */
  takesFocus?: boolean;
}

/** The first column stays where it is while the others scroll. */
const STICKY = "sticky start-0 z-1 border-e border-line text-start";

function ColumnTitle({ product }: { product: Product }) {
  const t = useMessages();
  const address = webLink(product.deep_link);
  const title = <span className="line-clamp-3 wrap-anywhere">{product.title}</span>;
  if (address === null) return title;
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      title={product.title.slice(0, 300)}
      className="block underline-offset-2 hover:underline"
    >
      {title}
      <span className="sr-only"> {t("page.new_tab")}</span>
      <span className="mt-1 flex items-center gap-1 text-xs font-normal text-muted">
        {t("comparison.to_shop")} <LeaveIcon />
      </span>
    </a>
  );
}

function Heading({ products }: Pick<Comparison, "products">) {
  const t = useMessages();
  const isPictured = products.some((product) => pictureAddress(product.image_url) !== null);
  return (
    <thead>
      <tr>
        <th scope="col" className={`${STICKY} bg-surface p-3`}>
          <span className="sr-only">{t("comparison.property")}</span>
        </th>
        {products.map((product) => (
          <th
            key={product.product_id}
            scope="col"
            data-product={product.product_id}
            className="w-44 min-w-36 p-3 text-start align-top font-medium"
          >
            {isPictured && (
              <div className="mb-2 h-20 w-full overflow-hidden rounded-xl">
                <ProductPicture
                  address={product.image_url}
                  kind={product.title}
                  title={product.title}
                />
              </div>
            )}
            <ColumnTitle product={product} />
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Cell({ row, place }: { row: ComparisonRow; place: number }) {
  const t = useMessages();
  const text = cellText(row.values[place] ?? null, row, t);
  if (text === null) {
    return (
      <td className="p-3 align-top text-muted">
        <span aria-hidden="true">{"–"}</span>
        <span className="sr-only">{t("comparison.not_stated")}</span>
      </td>
    );
  }
  const isBest = row.best.includes(place);
  return (
    <td className={`p-3 align-top wrap-anywhere ${isBest ? "font-semibold" : ""}`}>
      {text}{" "}
      {isBest && (
        <span className="ms-1 inline-block rounded-full border border-accent px-1.5 text-xs font-medium text-accent">
          {t("comparison.best")}
        </span>
      )}
    </td>
  );
}

function Row({ row, products }: { row: ComparisonRow; products: readonly Product[] }) {
  const t = useMessages();
  return (
    <tr className="border-t border-line">
      <th
        scope="row"
        className={`${STICKY} w-32 min-w-28 p-3 align-top font-medium ${row.differs ? "bg-tint" : "bg-surface"}`}
      >
        <span className="wrap-anywhere">{attributeName(row.name, t)}</span>
        {row.differs && (
          <span className="block text-xs font-normal text-muted">
            <span aria-hidden="true">{"≠ "}</span>
            {t("comparison.differs")}
          </span>
        )}
      </th>
      {products.map((product, place) => (
        <Cell key={product.product_id} row={row} place={place} />
      ))}
    </tr>
  );
}

/** Products side by side, property by property. */
export function ComparisonTable({ comparison, takesFocus = false }: ComparisonTableProps) {
  const t = useMessages();
  const { products, rows } = comparison;
  // What each shop asks stands below the price, which is that of one shop.
  const prices = rows.findIndex(({ name }) => name === "price") + 1;
  const region = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!takesFocus) return;
    region.current?.focus({ preventScroll: true });
    // The table may be taller than the screen: it is read from its top.
    region.current?.scrollIntoView({ block: "start" });
  }, [takesFocus]);
  return (
    // It scrolls sideways, so the keyboard must reach it.
    <section
      ref={region}
      aria-label={t("comparison.title")}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="relative max-w-full overflow-x-auto rounded-2xl border border-line bg-surface"
    >
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{t("comparison.caption", { count: products.length })}</caption>
        <Heading products={products} />
        <tbody>
          {rows.slice(0, prices).map((row) => (
            <Row key={row.name} row={row} products={products} />
          ))}
          <ShopRows products={products} />
          {rows.slice(prices).map((row) => (
            <Row key={row.name} row={row} products={products} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
