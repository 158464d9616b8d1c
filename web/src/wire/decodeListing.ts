import { CONDITIONS } from "./decodeProduct";
import { asAmount, asChoice, asCount, asFields, asList, asNumber, asText, asWords, type Fields } from "./fields";
import type {
  FeeLine,
  Listing,
  ListingFees,
  ListingField,
  ListingForm,
  ListingLocation,
  ListingProblem,
  MarketplacePreview,
  PriceAdvice,
  ProblemLevel,
} from "./selling";
import type { ShippingOption } from "./types";

const LEVELS = ["blocking", "warning", "refused"] as const satisfies readonly ProblemLevel[];
export const SHIPPING_OPTIONS = ["local_pickup", "shipping"] as const satisfies readonly ShippingOption[];
const MOST_ATTRIBUTES = 100;
const MOST_PHOTOS = 50;

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}

/** What a property is: words, several of them, or a number, which the form shows as words. */
function asAttribute(value: unknown): string | string[] | null {
  if (Array.isArray(value)) return asList(value, asWords);
  return asWords(value) ?? asNumber(value)?.toString() ?? null;
}

function decodeAttributes(value: unknown): ListingForm["attributes"] {
  const named = Object.entries(asFields(value) ?? {})
    .slice(0, MOST_ATTRIBUTES)
    .map(([name, given]) => [name, asAttribute(given)] as const)
    .filter((entry): entry is [string, string | string[]] => entry[1] !== null);
  return Object.fromEntries(named);
}

function decodeLocation(value: unknown): ListingLocation | null {
  const fields = asFields(value);
  if (fields === null) return null;
  return {
    city: asWords(fields["city"]),
    state: asWords(fields["state"]),
    zip: asWords(fields["zip"]),
    country: asWords(fields["country"]) ?? "US",
  };
}

/** Reads a listing as far as it is filled in: whatever is not understood is not filled in. */
export function decodeForm(value: unknown): ListingForm {
  const fields = asFields(value) ?? {};
  return {
    title: asWords(fields["title"]),
    description: asText(fields["description"]),
    price: asAmount(fields["price"]),
    currency: asWords(fields["currency"]) ?? "USD",
    condition: asChoice(fields["condition"], CONDITIONS),
    category: asWords(fields["category"]),
    attributes: decodeAttributes(fields["attributes"]),
    media_s3_keys: unique(asList(fields["media_s3_keys"], asWords)).slice(0, MOST_PHOTOS),
    target_marketplaces: unique(asList(fields["target_marketplaces"], asWords)),
    shipping_options: unique(
      asList(fields["shipping_options"], (one) => asChoice(one, SHIPPING_OPTIONS)),
    ),
    location: decodeLocation(fields["location"]),
  };
}

/** Reads one problem; null without a sentence, for then nothing can be said. */
function decodeProblem(value: unknown): ListingProblem | null {
  const fields = asFields(value) ?? {};
  const message = asWords(fields["message"]);
  if (message === null) return null;
  return {
    code: asWords(fields["code"]) ?? "",
    // A level that is unknown here must not let a listing pass as harmless.
    level: asChoice(fields["level"], LEVELS) ?? "blocking",
    message,
    field: asWords(fields["field"]),
  };
}

/** Reads one field of a marketplace's form; null without a label. */
export function decodeField(value: unknown): ListingField | null {
  const fields = asFields(value) ?? {};
  const name = asWords(fields["name"]);
  const label = asWords(fields["label"]) ?? name;
  if (label === null) return null;
  return {
    name: name ?? label,
    label,
    value: asText(fields["value"]) ?? "",
    max_length: asCount(fields["max_length"]),
    truncated: fields["truncated"] === true,
  };
}

function decodeFeeLine(value: unknown): FeeLine | null {
  const fields = asFields(value) ?? {};
  const label = asWords(fields["label"]);
  const amount = asAmount(fields["amount"]);
  return label === null || amount === null ? null : { label, amount };
}

/** Reads what a marketplace takes; null without a total, which is never reckoned here. */
function decodeFees(value: unknown): ListingFees | null {
  const fields = asFields(value) ?? {};
  const total = asAmount(fields["total"]);
  if (total === null) return null;
  return {
    lines: asList(fields["lines"], decodeFeeLine),
    total,
    currency: asWords(fields["currency"]) ?? "USD",
    as_of: asWords(fields["as_of"]) ?? "",
    source_url: asWords(fields["source_url"]) ?? "",
    estimated: fields["estimated"] !== false,
  };
}

function decodeLimits(value: unknown): Record<string, number> {
  const named = Object.entries(asFields(value) ?? {}).map(
    ([name, limit]) => [name, asCount(limit)] as const,
  );
  return Object.fromEntries(named.filter((entry): entry is [string, number] => entry[1] !== null));
}

function decodePreview(value: unknown): MarketplacePreview | null {
  const fields = asFields(value) ?? {};
  const marketplace = asWords(fields["marketplace"]);
  if (marketplace === null) return null;
  return {
    marketplace,
    fields: asList(fields["fields"], decodeField),
    limits: decodeLimits(fields["limits"]),
    problems: asList(fields["problems"], decodeProblem),
    fees: decodeFees(fields["fees"]),
    net: asNumber(fields["net"]),
    assisted: fields["assisted"] === true,
  };
}

function decodeAdvice(value: unknown): PriceAdvice | null {
  const fields = asFields(value) ?? {};
  const size = asCount(fields["sample_size"]);
  const message = asWords(fields["message"]);
  if (size === null || message === null) return null;
  const percentile = asCount(fields["percentile"]);
  return {
    sample_size: size,
    currency: asWords(fields["currency"]) ?? "USD",
    low: asAmount(fields["low"]),
    median: asAmount(fields["median"]),
    high: asAmount(fields["high"]),
    percentile: percentile !== null && percentile <= 100 ? percentile : null,
    message,
  };
}

/** Each marketplace once, as it was told first: a tab stands for it. */
function oneEach(previews: readonly MarketplacePreview[]): MarketplacePreview[] {
  const first = new Map(previews.toReversed().map((one) => [one.marketplace, one]));
  return previews.filter((one) => first.get(one.marketplace) === one);
}

/** Reads a listing before its yes; null without the id that a yes must name. */
export function decodeListing(fields: Fields): Listing | null {
  const previewId = asWords(fields["preview_id"]);
  if (previewId === null) return null;
  return {
    preview_id: previewId,
    form: decodeForm(fields["form"]),
    missing: unique(asList(fields["missing"], asWords)),
    preview: oneEach(asList(fields["preview"], decodePreview)),
    price_advice: decodeAdvice(fields["price_advice"]),
    warnings: asList(fields["warnings"], decodeProblem),
  };
}
