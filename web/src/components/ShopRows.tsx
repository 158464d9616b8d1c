import { doubtSentence } from "../format/doubts";
import { formatMoney } from "../format/money";
import { landedText } from "../format/offers";
import { type ComparedOffer, shopRows, type ShopRow } from "../format/shopRows";
import { conditionLabel, marketplaceLabel } from "../format/words";
import { useMessages } from "../messages/MessagesContext";
import type { Product } from "../wire/model";
import { SimulatedMark } from "./SimulatedMark";

function OfferFacts({ compared: { offer, isCheapest } }: { compared: ComparedOffer }) {
  const t = useMessages();
  const { condition, currency, doubts, price } = offer;
  const shipping = price === null ? null : (landedText(offer, t) ?? t("product.shipping_unknown"));
  return (
    <li className={isCheapest ? "font-semibold" : ""}>
      {price === null ? t("product.price_unknown") : formatMoney(price, currency, t.locale)}
      {condition !== null && condition !== "new" && ` · ${conditionLabel(condition, t)}`}
      {shipping !== null && <span className="block text-xs font-normal text-muted">{shipping}</span>}
      {doubts.length > 0 && (
        <span className="block text-xs font-normal text-alert">
          {t("doubt.look_twice")} {doubts.map((doubt) => doubtSentence(doubt, t)).join(" ")}
        </span>
      )}
      {isCheapest && (
        <span className="mt-0.5 inline-block rounded-full border border-accent px-1.5 text-xs font-medium text-accent">
          {t("comparison.cheapest")}
        </span>
      )}
    </li>
  );
}

function Cell({ offers }: { offers: readonly ComparedOffer[] }) {
  const t = useMessages();
  if (offers.length === 0) {
    return (
      <td className="p-3 align-top text-muted">
        <span aria-hidden="true">{"–"}</span>
        <span className="sr-only">{t("comparison.no_offer")}</span>
      </td>
    );
  }
  return (
    <td className="p-3 align-top wrap-anywhere">
      <ul className="flex flex-col gap-2">
        {offers.map((compared) => (
          <OfferFacts key={compared.offer.product_id} compared={compared} />
        ))}
      </ul>
    </td>
  );
}

function Row({ row, products }: { row: ShopRow; products: readonly Product[] }) {
  const t = useMessages();
  return (
    <tr className="border-t border-line">
      <th
        scope="row"
        className="sticky start-0 z-1 w-32 min-w-28 border-e border-line bg-surface p-3 text-start align-top font-medium"
      >
        <span className="wrap-anywhere">
          {t("comparison.at_shop", { shop: marketplaceLabel(row.marketplace, t) })}
        </span>
        {row.isSimulated && (
          <span className="block pt-0.5 font-normal">
            <SimulatedMark />
          </span>
        )}
      </th>
      {products.map((product, place) => (
        <Cell key={product.product_id} offers={row.cells[place] ?? []} />
      ))}
    </tr>
  );
}

/** What each shop asks for the products; nothing where one shop offers them all. */
export function ShopRows({ products }: { products: readonly Product[] }) {
  return shopRows(products).map((row) => <Row key={row.marketplace} row={row} products={products} />);
}
