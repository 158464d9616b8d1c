import { useEffect, useState } from "react";
import { productLink } from "../format/links";
import { priceText } from "../format/money";
import { formatMoment } from "../format/time";
import { attributeName } from "../format/wish";
import { availabilityLabel, conditionLabel, ratingSentence, shopLabel } from "../format/words";
import { useApi } from "../http/ApiContext";
import { problemSentence } from "../http/request";
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
  problem: string | null;
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
      (failure: unknown) => keep({ problem: problemSentence(failure) }),
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

function facts(product: Product): string[] {
  const { availability, brand, condition, rating, review_count: count } = product;
  return [
    brand,
    condition === null ? null : conditionLabel(condition),
    availabilityLabel(availability),
    rating === null ? null : ratingSentence(rating, count),
    shopLabel(product) || null,
  ].filter((fact) => fact !== null);
}

function Price({ product }: { product: Product }) {
  const { current, before } = priceText(product);
  const asOf = product.as_of === null ? null : formatMoment(product.as_of);
  return (
    <p className="flex flex-wrap items-baseline gap-x-3">
      <span className={current === null ? "text-muted" : "text-2xl font-semibold tabular-nums"}>
        {current ?? "Price not stated"}
      </span>
      {before !== null && (
        <s className="text-muted tabular-nums">
          <span className="sr-only">Before: </span>
          {before}
        </s>
      )}
      {asOf !== null && <span className="text-xs text-muted">as of {asOf}</span>}
    </p>
  );
}

function Attributes({ attributes }: Pick<ProductDetails, "attributes">) {
  if (attributes.length === 0) return null;
  return (
    <section aria-labelledby="product-attributes">
      <h3 id="product-attributes" className="pb-1 font-medium">
        What the shop says
      </h3>
      <dl className="divide-y divide-line text-sm">
        {attributes.map(([name, value]) => (
          <div key={name} className="grid grid-cols-[2fr_3fr] gap-3 py-2">
            <dt className="text-muted wrap-anywhere">{attributeName(name)}</dt>
            <dd className="wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function ShopLink({ product }: { product: Product }) {
  const address = productLink(product);
  if (address === null) return null;
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex min-h-11 items-center rounded-full bg-accent px-5 text-[0.9375rem] font-medium text-on-accent"
    >
      See it at the shop
      <LinkMark />
    </a>
  );
}

/** Everything that is known of one product. */
export function ProductPanel({ product, onClose }: { product: Product; onClose: () => void }) {
  const { details, history, problem } = useDetails(product.product_id);
  return (
    <Drawer title={product.title} side="end" onClose={onClose}>
      <div className="aspect-8/5 w-full shrink-0 overflow-hidden rounded-2xl">
        <ProductPicture address={product.image_url} kind={product.title} title={product.title} />
      </div>
      <Price product={product} />
      <p className="text-sm text-muted">{facts(product).join(" · ")}</p>
      {product.simulated && (
        <p className="text-sm text-muted">For demonstration only: it cannot be bought.</p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <ShopLink product={product} />
        <WatchProductButton productId={product.product_id} />
        <SaveButton product={product} />
      </div>
      {product.why_ranked !== null && (
        <section aria-labelledby="product-why">
          <h3 id="product-why" className="pb-1 font-medium">
            Why it stands where it does
          </h3>
          <p className="text-sm wrap-anywhere">{product.why_ranked}</p>
        </section>
      )}
      {history !== null && (
        <section aria-labelledby="product-prices">
          <h3 id="product-prices" className="pb-1 font-medium">
            Price over time
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
