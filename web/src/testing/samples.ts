import type { Comparison, Notice, Offer, PageEvent, Product, Results, Source, Wish } from "../wire/model";

export const WISH: Wish = {
  product_type: "espresso machine",
  attributes: {},
  price: null,
  brand_preferences: [],
  brands_excluded: [],
  exclude: [],
  rating_min: null,
  condition: null,
  marketplaces: [],
  sort: "relevance",
};

export const PRODUCT: Product = {
  product_id: "e-1",
  marketplace: "ebay",
  title: "Lever espresso machine",
  brand: "Cassia",
  price: 240,
  currency: "USD",
  list_price: null,
  rating: 4.25,
  review_count: 1204,
  condition: "refurbished",
  availability: "in_stock",
  image_url: null,
  deep_link: "https://shop.example/e-1",
  marketplace_url: "https://shop.example/",
  seller_name: null,
  why_ranked: "Well rated, and below the usual price.",
  as_of: null,
  reasons: [],
  simulated: false,
  offers: [],
  doubts: [],
};

export const OFFER: Offer = {
  product_id: "o-1",
  marketplace: "store",
  price: 20,
  currency: "USD",
  condition: "new",
  availability: "in_stock",
  deep_link: "https://shop.example/o-1",
  seller_name: "Mara",
  seller_rating_count: null,
  seller_positive_percent: null,
  landed_price: null,
  simulated: false,
  doubts: [],
};

export const SOURCE: Source = {
  marketplace: "ebay",
  name: "eBay",
  status: "ok",
  count: 12,
  message: null,
  cached_at: null,
  simulated: false,
};

export const COMPARISON: Comparison = {
  products: [PRODUCT, { ...PRODUCT, product_id: "e-2", title: "Pump espresso machine" }],
  rows: [
    { name: "price", unit: "USD", values: [240, 260], differs: true, best: [0] },
    { name: "brand", unit: null, values: ["Cassia", "Cassia"], differs: false, best: [] },
    { name: "color", unit: null, values: ["red", null], differs: false, best: [] },
  ],
};

export const NOTICE: Notice = {
  notice_id: "n-1",
  message: "A lever espresso machine got cheaper.",
  reason: "price_drop",
  created_at: "2026-05-01T10:00:00Z",
  products: [PRODUCT],
  job_id: null,
};

export const RESULTS: Results = {
  products: [PRODUCT],
  total_count: 1,
  near_count: 0,
  offset: 0,
  requirement_spec: WISH,
  final_response: null,
  sources: [],
  excluded: [],
  relaxations: [],
  corrections: [],
  criteria: null,
};

type Data = { [Type in PageEvent["type"]]: Extract<PageEvent, { type: Type }>["data"] };

/** An event as the decoder would give it. */
export function event<Type extends PageEvent["type"]>(
  type: Type,
  data: Data[Type],
  place: { seq?: number; run?: string } = {},
): PageEvent {
  // The type names its data, which the compiler cannot follow through the union.
  return { type, data, seq: place.seq ?? null, run_id: place.run ?? null } as PageEvent;
}

/** The log of one conversation: a question, its answer with results, and a failure. */
export function sampleLog(): PageEvent[] {
  const steps: [type: PageEvent["type"], run: string, data: unknown][] = [
    ["thinking", "r1", { message: "Reading", client_id: "m1", user_message: "coffee" }],
    ["progress", "r1", { step: "need_clarify", message: "Checking", sources: null, total_count: null }],
    ["clarification", "r1", { question: "For beans?", context: null, suggestions: ["Yes"] }],
    ["done", "r1", { message: "", outcome: "clarification" }],
    ["thinking", "r2", { message: "Reading", client_id: "m2", user_message: "Yes" }],
    ["progress", "r2", { step: "search_marketplaces", message: "Searching", sources: [], total_count: null }],
    ["results", "r2", RESULTS],
    ["token", "r2", { content: "I fo", is_complete: false, message_id: "a", restart: false }],
    ["token", "r2", { content: "Here ", is_complete: false, message_id: "a", restart: true }],
    ["token", "r2", { content: "it is.", is_complete: false, message_id: "a", restart: false }],
    ["token", "r2", { content: "", is_complete: true, message_id: "a", restart: false }],
    ["done", "r2", { message: "Here it is.", outcome: "results" }],
    ["thinking", "r3", { message: "Reading", client_id: null, user_message: "more" }],
    [
      "error",
      "r3",
      {
        message: "The shops are busy.",
        code: "external_service_error",
        retryable: true,
        retry_after_seconds: null,
        client_id: null,
      },
    ],
    ["done", "r3", { message: "", outcome: "failed" }],
  ];
  return steps.map(
    ([type, run_id, data], index) => ({ type, run_id, data, seq: index + 1 }) as PageEvent,
  );
}
