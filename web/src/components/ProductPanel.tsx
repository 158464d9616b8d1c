import { useEffect, useState } from "react";
import { productLink } from "../format/links";
import { priceText } from "../format/money";
import { formatMoment } from "../format/time";
import { reasonSentence } from "../format/reason";
import { attributeName, availabilityLabel, conditionLabel, ratingSentence, shopLabel } from "../format/words";
import { valueText } from "../format/values";
import { useApi } from "../http/ApiContext";
import { type Failure, failureOf } from "../http/request";
import { useMessages } from "../messages/MessagesContext";
import type { Translate } from "../messages/translate";
import type { PriceHistory, ProductDetails } from "../wire/decodeDetails";
import type { Product } from "../wire/model";
import { Drawer } from "./Drawer";
import { LinkMark } from "./icons";
import { Offers } from "./Offers";
import { PriceSparkline } from "./PriceSparkline";
import { ProductPicture } from "./ProductPicture";
import { SaveButton } from "./SaveButton";
import { Sentence } from "./Sentence";
import { WatchProductButton } from "./WatchProductButton";

interface Known {
  details: ProductDetails | null;
  history: PriceHistory | null;
  problem: Failure | null;
}

/** What the record of a product and the prices seen of it say, each as soon as it is there. */
function useDetails(productId: string): Known {
  const api = useApi();
  const [known, setKnown] = useState<Known>({ details: null, history: null, problem: null });
  useEffect(() => {
    let isWanted = true;
    function keep(change: Partial<Known>): void {
      if (isWanted) setKnown((present) => ({ ...present, ...change }));
    }
    api.product(productId).then(
      (details) => keep({ details }),
      (failure: unknown) => keep({ problem: failureOf(failure) }),
    );
    // Without them the details are worth reading all the same.
    api.priceHistory(productId).then(
      (history) => keep({ history }),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [api, productId]);
  return known;
}

function facts(product: Product, t: Translate): string[] {
  const { availability, brand, condition, rating, review_count: count } = product;
  return [
    brand,
    condition === null ? null : conditionLabel(condition, t),
    availabilityLabel(availability, t),
    rating === null ? null : ratingSentence(rating, count, t),
    shopLabel(product, t) || null,
  ].filter((fact) => fact !== null);
}

function Price({ product }: { product: Product }) {
  const t = useMessages();
  const { current, before } = priceText(product, t.locale);
  const asOf = product.as_of === null ? null : formatMoment(product.as_of, t.locale);
  return (
    <p className="flex flex-wrap items-baseline gap-x-3">
      <span className={current === null ? "text-muted" : "text-2xl font-semibold tabular-nums"}>
        {current ?? t("product.price_unknown")}
      </span>
      {before !== null && (
        <s className="text-muted tabular-nums">
          <span className="sr-only">{t("product.price_before")} </span>
          {before}
        </s>
      )}
      {asOf !== null && <span className="text-xs text-muted">{t("product.as_of", { moment: asOf })}</span>}
    </p>
  );
}

function Attributes({ attributes }: Pick<ProductDetails, "attributes">) {
  const t = useMessages();
  if (attributes.length === 0) return null;
  return (
    <section aria-labelledby="product-attributes">
      <h3 id="product-attributes" className="pb-1 font-medium">
        {t("product.what_shop_says")}
      </h3>
      <dl className="divide-y divide-line text-sm">
        {attributes.map(([name, value]) => (
          <div key={name} className="grid grid-cols-[2fr_3fr] gap-3 py-2">
            <dt className="text-muted wrap-anywhere">{attributeName(name, t)}</dt>
            <dd className="wrap-anywhere">{valueText(value, name, t)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function ShopLink({ product }: { product: Product }) {
  const t = useMessages();
  const address = productLink(product);
  if (address === null) return null;
  return (
    <a
      href={address}
      data-product={product.product_id}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex min-h-11 items-center rounded-full bg-accent px-5 text-[0.9375rem] font-medium text-on-accent"
    >
      {t("product.see_at_shop")}
      <LinkMark />
    </a>
  );
}

/** Everything that is known of one product. */
export function ProductPanel({ product, onClose }: { product: Product; onClose: () => void }) {
  const t = useMessages();
  const { details, history, problem } = useDetails(product.product_id);
  const why = reasonSentence(product, t);
  return (
    <Drawer title={product.title} side="end" onClose={onClose}>
      <div className="aspect-8/5 w-full shrink-0 overflow-hidden rounded-2xl">
        <ProductPicture address={product.image_url} kind={product.title} title={product.title} />
      </div>
      <Price product={product} />
      <p className="text-sm text-muted">{facts(product, t).join(" · ")}</p>
      {product.simulated && (
        <p className="text-sm text-muted">{t("product.cannot_be_bought")}</p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <ShopLink product={product} />
        <WatchProductButton productId={product.product_id} />
        <SaveButton product={product} />
      </div>
      {why !== null && (
        <section aria-labelledby="product-why">
          <h3 id="product-why" className="pb-1 font-medium">
            {t("product.why")}
          </h3>
          <p className="text-sm wrap-anywhere">{why}</p>
        </section>
      )}
      {history !== null && (
        <section aria-labelledby="product-prices">
          <h3 id="product-prices" className="pb-1 font-medium">
            {t("product.prices")}
          </h3>
          <PriceSparkline history={history} />
        </section>
      )}
      <Offers offers={product.offers} title={product.title} />
      {problem !== null && <Sentence problem={problem} />}
      {details?.description != null && (
        <p className="text-sm whitespace-pre-line wrap-anywhere">{details.description}</p>
      )}
      {details !== null && <Attributes attributes={details.attributes} />}
    </Drawer>
  );
}
