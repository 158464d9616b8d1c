import { memo } from "react";
import { ownMoment } from "../format/asOf";
import { productLink } from "../format/links";
import { priceText } from "../format/money";
import { formatNumber, formatRating } from "../format/numbers";
import { reasonSentence } from "../format/reason";
import { landedText, ownOffer, sellerRecord } from "../format/offers";
import { availabilityLabel, conditionLabel, ratingSentence, shopLabel } from "../format/words";
import { useMessages } from "../messages/MessagesContext";
import type { Product } from "../wire/model";
import { DetailsButton } from "./DetailsButton";
import { Doubts } from "./Doubts";
import { LeaveIcon, StarIcon } from "./icons";
import { Offers } from "./Offers";
import { ProductPicture } from "./ProductPicture";
import { SaveButton } from "./SaveButton";
import { SimulatedMark } from "./SimulatedMark";

export interface ProductCardProps {
  product: Product;
  /** What was looked for, if known. */
  productType: string | null;
  /** When most around it are from, which is said once for all of them. */
  usualMoment?: string | null;
  /** Whether any product beside it has a picture; if none has, the drawn tiles are kept low. */
  isPictured: boolean;
  /** Whether it stands on a line of its own, its picture beside its words. */
  isRow?: boolean;
  /** Whether it is chosen for comparison. */
  isChosen?: boolean;
  canChoose?: boolean;
  /** Chooses it for comparison or no longer; null where there is nothing to compare it with. */
  onChoose?: ((productId: string) => void) | null;
}

function Price({ product, usualMoment = null }: Pick<ProductCardProps, "product" | "usualMoment">) {
  const t = useMessages();
  const { current, before } = priceText(product, t.locale);
  const asOf = ownMoment(product, usualMoment, t.locale);
  const own = ownOffer(product);
  const landed = own === null ? null : landedText(own, t);
  if (current === null) return <p className="text-muted">{t("product.price_unknown")}</p>;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 wrap-anywhere">
      <span className="text-lg font-semibold tabular-nums">{current}</span>
      {before !== null && (
        <s className="text-sm text-muted tabular-nums">
          <span className="sr-only">{t("product.price_before")} </span>
          {before}
        </s>
      )}
      {landed !== null && <span className="text-sm tabular-nums">{landed}</span>}
      {asOf !== null && <span className="text-xs text-muted">{t("product.as_of", { moment: asOf })}</span>}
    </p>
  );
}

function Rating({ product }: { product: Product }) {
  const t = useMessages();
  const { rating, review_count: reviewCount } = product;
  if (rating === null) return null;
  return (
    <span className="inline-flex items-center gap-1">
      <StarIcon />
      <span className="sr-only">
        {t("product.rated", { rating: ratingSentence(rating, reviewCount, t) })}
      </span>
      <span aria-hidden="true" className="tabular-nums">
        {formatRating(rating, t.locale)}
        {reviewCount !== null && ` (${formatNumber(reviewCount, t.locale)})`}
      </span>
    </span>
  );
}

function Facts({ product }: { product: Product }) {
  const t = useMessages();
  const condition = product.condition === null ? null : conditionLabel(product.condition, t);
  const facts = [condition, availabilityLabel(product.availability, t)].filter((fact) => fact !== null);
  if (product.rating === null && facts.length === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-sm text-muted">
      <Rating product={product} />
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </p>
  );
}

function Reason({ product }: { product: Product }) {
  const sentence = reasonSentence(product, useMessages());
  if (sentence === null) return null;
  return <p className="line-clamp-4 text-sm text-pretty wrap-anywhere">{sentence}</p>;
}

function Title({ product }: { product: Product }) {
  const t = useMessages();
  const address = productLink(product);
  const title = <span className="line-clamp-3 wrap-anywhere sm:line-clamp-2">{product.title}</span>;
  if (address === null) return title;
  return (
    // The link covers the card, so that all of it can be pressed.
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      title={product.title.slice(0, 300)}
      className="after:absolute after:inset-0 after:rounded-2xl focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-2 focus-visible:after:outline-accent"
    >
      {title}
      <span className="sr-only"> {t("page.new_tab")}</span>
    </a>
  );
}

function Shop({ product }: { product: Product }) {
  const t = useMessages();
  const canLeave = productLink(product) !== null;
  const own = ownOffer(product);
  const record = own === null ? null : sellerRecord(own, t);
  return (
    <div className="min-w-0 text-sm text-muted">
      <p className="flex min-w-0 items-center gap-2">
        <span className="line-clamp-2 wrap-anywhere">
          {shopLabel(product, t)} {canLeave && <LeaveIcon />}
        </span>
        {product.simulated && <SimulatedMark />}
      </p>
      {record !== null && <p>{record}</p>}
    </div>
  );
}

function CompareBox(props: Pick<ProductCardProps, "product" | "isChosen" | "canChoose" | "onChoose">) {
  const t = useMessages();
  const { canChoose = true, isChosen = false, onChoose = null, product } = props;
  if (onChoose === null) return null;
  return (
    // Stands above the link that covers the card.
    <label className="relative z-1 -my-2 flex min-h-11 shrink-0 cursor-pointer items-center gap-2 text-sm">
      <input
        type="checkbox"
        checked={isChosen}
        disabled={!canChoose}
        onChange={() => onChoose(product.product_id)}
        className="size-4 accent-accent"
      />
      <span>{t.rich("product.compare", { title: product.title })}</span>
    </label>
  );
}

function pictureFrame(isRow: boolean, isPictured: boolean): string {
  if (isRow) return "";
  const shape = isPictured ? "sm:aspect-8/5" : "sm:aspect-3/1";
  return `sm:w-full sm:rounded-b-none sm:rounded-t-2xl ${shape}`;
}

/** One product: everything that helps to decide, and the way to its shop. */
export const ProductCard = memo(function ProductCard(props: ProductCardProps) {
  const { isPictured, isRow = false, product, productType, usualMoment = null } = props;
  return (
    <article
      data-product={product.product_id}
      className={`relative flex h-full gap-3 rounded-2xl border border-line bg-surface p-3 transition-shadow hover:shadow-md ${
        isRow ? "" : "sm:flex-col sm:gap-0 sm:p-0"
      }`}
    >
      <div className={`aspect-square w-26 shrink-0 self-start overflow-hidden rounded-xl ${pictureFrame(isRow, isPictured)}`}>
        <ProductPicture address={product.image_url} kind={productType ?? product.title} title={product.title} />
      </div>
      <div className={`flex min-w-0 flex-1 flex-col gap-1.5 ${isRow ? "" : "sm:p-4"}`}>
        <h3 className="leading-snug font-medium">
          <Title product={product} />
        </h3>
        <Price product={product} usualMoment={usualMoment} />
        <Facts product={product} />
        <Reason product={product} />
        <Doubts doubts={product.doubts} />
        <Offers
          offers={product.offers}
          title={product.title}
          beside={isRow ? "picture" : "picture on a phone"}
        />
        <div className="mt-auto flex flex-wrap items-center justify-between gap-x-3 pt-1">
          <Shop product={product} />
          <div className="-my-1.5 -me-2 ms-auto flex items-center">
            <CompareBox {...props} />
            <DetailsButton product={product} />
            <SaveButton product={product} />
          </div>
        </div>
      </div>
    </article>
  );
});
