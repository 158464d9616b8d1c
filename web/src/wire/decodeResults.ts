import { asAmount, asChoice, asCount, asFields, asList, asWords, type Fields } from "./fields";
import type { AwaitedSource, Results, SearchSoFar, Source, Wish } from "./model";
import { decodeOperations } from "./decodeOperations";
import { CONDITIONS, decodeProduct } from "./decodeProduct";
import type { Excluded, PriceFilter, Sort } from "./types";

type AttributeValue = Wish["attributes"][string];

const SORTS = [
  "relevance",
  "price_asc",
  "price_desc",
  "rating_desc",
] as const satisfies readonly Sort[];

/** Reads how one marketplace answered; null when it does not say which. */
export function decodeSource(value: unknown): Source | null {
  const fields = asFields(value) ?? {};
  const marketplace = asWords(fields["marketplace"]);
  if (marketplace === null) return null;
  return {
    marketplace,
    status: asWords(fields["status"]) ?? "error",
    count: asCount(fields["count"]) ?? 0,
    message: asWords(fields["message"]),
    name: asWords(fields["name"]),
    cached_at: asMoment(fields["cached_at"]),
    simulated: fields["simulated"] === true,
  };
}

/** Words that name a moment, or null. */
function asMoment(value: unknown): string | null {
  const moment = asWords(value);
  return moment === null || Number.isNaN(Date.parse(moment)) ? null : moment;
}

function decodeAwaited(value: unknown): AwaitedSource | null {
  const fields = asFields(value) ?? {};
  const marketplace = asWords(fields["marketplace"]);
  return marketplace === null ? null : { marketplace, name: asWords(fields["name"]) };
}

/** Reads how far a search has come; null where it does not say whom it waits for. */
export function decodeSoFar(fields: Fields): SearchSoFar | null {
  if (!Array.isArray(fields["awaiting"])) return null;
  return {
    products: asList(fields["preview"], decodeProduct),
    sources: asList(fields["sources"], decodeSource),
    awaiting: asList(fields["awaiting"], decodeAwaited),
    wish: decodeWish(fields["requirement_spec"]),
  };
}

function decodePrice(value: unknown): PriceFilter | null {
  const fields = asFields(value);
  if (fields === null) return null;
  const min = asAmount(fields["min"]);
  const max = asAmount(fields["max"]);
  if (min === null && max === null) return null;
  return { min, max, currency: asWords(fields["currency"]) ?? "USD" };
}

function decodeAttribute(value: unknown): AttributeValue | null {
  const list = asList(value, asWords);
  return asWords(value) ?? (list.length > 0 ? list : null);
}

function decodeAttributes(value: unknown): Record<string, AttributeValue> {
  const entries = Object.entries(asFields(value) ?? {}).map(
    ([name, entry]) => [name, decodeAttribute(entry)] as const,
  );
  return Object.fromEntries(
    entries.filter((entry): entry is [string, AttributeValue] => entry[1] !== null),
  );
}

/** Reads a requirement; null when it does not say what is looked for. */
export function decodeWish(value: unknown): Wish | null {
  const fields = asFields(value) ?? {};
  const productType = asWords(fields["product_type"]);
  if (productType === null) return null;
  return {
    product_type: productType,
    attributes: decodeAttributes(fields["attributes"]),
    price: decodePrice(fields["price"]),
    brand_preferences: asList(fields["brand_preferences"], asWords),
    brands_excluded: asList(fields["brands_excluded"], asWords),
    exclude: asList(fields["exclude"], asWords),
    rating_min: asAmount(fields["rating_min"]),
    condition: asChoice(fields["condition"], CONDITIONS),
    marketplaces: asList(fields["marketplaces"], asWords),
    sort: asChoice(fields["sort"], SORTS) ?? "relevance",
  };
}

function decodeExcluded(value: unknown): Excluded | null {
  const fields = asFields(value) ?? {};
  const reason = asWords(fields["reason"]);
  const count = asCount(fields["count"]);
  if (reason === null || !count) return null;
  return { reason, slot: asWords(fields["slot"]) ?? "", count };
}

/** Reads one relaxation; null unless every change it consists of is understood. */
function decodeRelaxation(value: unknown): Results["relaxations"][number] | null {
  const fields = asFields(value) ?? {};
  const label = asWords(fields["label"]);
  const operations = decodeOperations(fields["operations"]);
  if (label === null || operations === null) return null;
  return { label, operations, adds: asCount(fields["adds"]) };
}

/** Reads one correction; null unless the way back is understood. */
function decodeCorrection(value: unknown): Results["corrections"][number] | null {
  const fields = asFields(value) ?? {};
  const original = asWords(fields["original"]);
  const corrected = asWords(fields["corrected"]);
  const operations = decodeOperations(fields["operations"]);
  if (original === null || corrected === null || operations === null) return null;
  return { original, corrected, operations };
}

/** Reads the weights that a shopper named; null when there are none. */
function decodeCriteria(value: unknown): Results["criteria"] {
  const fields = asFields(value);
  if (fields === null) return null;
  return {
    price_weight: asAmount(fields["price_weight"]),
    rating_weight: asAmount(fields["rating_weight"]),
    relevance_weight: asAmount(fields["relevance_weight"]),
    condition_weight: asAmount(fields["condition_weight"]),
  };
}

/** Reads the products of a search; null when there is no list of products at all. */
export function decodeResults(fields: Readonly<Record<string, unknown>>): Results | null {
  if (!Array.isArray(fields["products"])) return null;
  const products = asList(fields["products"], decodeProduct);
  return {
    products,
    total_count: asCount(fields["total_count"]) ?? products.length,
    near_count: asCount(fields["near_count"]) ?? 0,
    requirement_spec: decodeWish(fields["requirement_spec"]),
    offset: asCount(fields["offset"]) ?? 0,
    final_response: asWords(fields["final_response"]),
    sources: asList(fields["sources"], decodeSource),
    excluded: asList(fields["excluded"], decodeExcluded),
    relaxations: asList(fields["relaxations"], decodeRelaxation),
    corrections: asList(fields["corrections"], decodeCorrection),
    criteria: decodeCriteria(fields["criteria"]),
  };
}
