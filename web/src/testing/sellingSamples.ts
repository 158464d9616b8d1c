import type { PageEvent } from "../wire/model";
import type {
  Job,
  JobAction,
  JobProgress,
  Listing,
  ListingForm,
  MarketplaceConnection,
  MarketplaceJob,
  MarketplacePreview,
} from "../wire/selling";

export const PHOTOS = ["uploads/u1/med_a.jpg", "uploads/u1/med_b.jpg", "uploads/u1/med_c.jpg"] as const;

export const FORM: ListingForm = {
  title: "Canvas tent for four",
  description: "Used twice.",
  price: 180,
  currency: "USD",
  condition: "good",
  category: "Outdoors > Tents",
  attributes: { color: "green" },
  media_s3_keys: [...PHOTOS],
  target_marketplaces: ["ebay", "facebook"],
  shipping_options: ["local_pickup"],
  location: { city: "Boise", state: "ID", zip: "83702", country: "US" },
};

export const EBAY_PREVIEW: MarketplacePreview = {
  marketplace: "ebay",
  fields: [
    { name: "title", label: "Title", value: "Canvas tent for four", max_length: 80, truncated: false },
    { name: "description", label: "Description", value: "Used", max_length: 4, truncated: true },
  ],
  limits: { title: 80, photos: 24 },
  problems: [],
  fees: {
    lines: [
      { label: "Final value fee", amount: 24.3 },
      { label: "Per order", amount: 0.4 },
    ],
    total: 24.7,
    currency: "USD",
    as_of: "2026-10-01",
    source_url: "https://market.example/fees",
    estimated: true,
  },
  net: 155.3,
  assisted: false,
};

export const FACEBOOK_PREVIEW: MarketplacePreview = {
  marketplace: "facebook",
  fields: [{ name: "title", label: "Title", value: "Canvas tent for four", max_length: 100, truncated: false }],
  limits: { title: 100, photos: 2 },
  problems: [{ code: "whole_dollars", level: "warning", message: "Only whole dollars are taken.", field: "price" }],
  fees: null,
  net: null,
  assisted: true,
};

export const LISTING: Listing = {
  preview_id: "prev-1",
  form: FORM,
  missing: [],
  preview: [EBAY_PREVIEW, FACEBOOK_PREVIEW],
  price_advice: {
    sample_size: 14,
    currency: "USD",
    low: 120,
    median: 160,
    high: 210,
    percentile: 64,
    message: "A little above the usual.",
  },
  warnings: [],
};

export const PASTE: JobAction = {
  kind: "open_and_paste",
  message: "Post it in the form.",
  form_url: "https://www.facebook.com/marketplace/create/item",
  fields: [
    { name: "title", label: "Title", value: "Canvas tent for four", max_length: 100, truncated: false },
    { name: "price", label: "Price", value: "180", max_length: null, truncated: false },
  ],
  photo_urls: [],
  photo_zip_url: "/crosspost/api/v1/jobs/job-1/marketplaces/facebook/photos.zip",
  text: "Canvas tent for four\n180",
  checklist: ["Open the form", "Paste the title"],
  expires_at: "2026-12-01T10:00:00Z",
};

export const PART: MarketplaceJob = {
  marketplace: "ebay",
  status: "queued",
  listing_id: null,
  confirmation_link: null,
  posted_at: null,
  updated_at: "2026-11-20T10:00:00Z",
  message: null,
  error_code: null,
  action: null,
  confirmed_by: null,
};

export const BY_HAND: MarketplaceJob = {
  ...PART,
  marketplace: "facebook",
  status: "needs_action",
  action: PASTE,
};

export const JOB_PROGRESS: JobProgress = {
  job_id: "job-1",
  status: "processing",
  marketplace_results: [PART, BY_HAND],
  message: null,
};

export const JOB: Job = {
  ...JOB_PROGRESS,
  form: FORM,
  created_at: "2026-11-20T10:00:00Z",
  updated_at: "2026-11-20T10:00:00Z",
  sold_at: null,
  sold_on: null,
};

/** A job as the server answers it. */
export function jobBody({ form, marketplace_results, ...job }: Job) {
  return { ...job, listing_spec: form, marketplace_jobs: marketplace_results };
}

export const CONNECTIONS: MarketplaceConnection[] = [
  {
    marketplace: "ebay",
    name: "eBay",
    mode: "api",
    connected: true,
    account_name: "tent-seller",
    simulated: true,
    message: null,
  },
  {
    marketplace: "facebook",
    name: "Facebook Marketplace",
    mode: "assisted",
    connected: true,
    account_name: null,
    simulated: false,
    message: null,
  },
];

export const LIVE: MarketplaceJob = {
  ...PART,
  status: "live",
  listing_id: "3310",
  confirmation_link: "https://www.ebay.com/itm/3310",
  posted_at: "2026-11-20T10:00:05Z",
  updated_at: "2026-11-20T10:00:05Z",
  confirmed_by: "marketplace",
};

/** The log of a sale: a question, the listing, a change by hand, the yes, and what came of it. */
export function sellingLog(): PageEvent[] {
  const changed = { ...LISTING, preview_id: "prev-2", form: { ...FORM, price: 170 } };
  const incomplete = { ...LISTING, preview_id: "prev-0", preview: [], missing: ["price"] };
  const steps: [type: PageEvent["type"], run: string | null, data: unknown][] = [
    ["thinking", "r1", { message: "Reading", client_id: "m1", user_message: "sell my tent" }],
    ["listing", "r1", incomplete],
    ["clarification", "r1", { question: "What should it cost?", context: null, suggestions: [] }],
    ["done", "r1", { message: "", outcome: "clarification" }],
    ["thinking", "r2", { message: "Reading", client_id: "m2", user_message: "$180" }],
    ["listing", "r2", LISTING],
    ["done", "r2", { message: "Have a look.", outcome: "listing" }],
    ["progress", "r3", { step: "build_listing_spec", message: "", sources: null, total_count: null, client_id: "m3" }],
    ["listing", "r3", changed],
    ["done", "r3", { message: "", outcome: "listing" }],
    ["progress", "r4", { step: "crosspost_dispatch", message: "", sources: null, total_count: null, client_id: "m4" }],
    ["job", "r4", JOB_PROGRESS],
    ["done", "r4", { message: "On its way.", outcome: "listing" }],
    ["job", null, { ...JOB_PROGRESS, status: "processing", marketplace_results: [LIVE, BY_HAND] }],
  ];
  return steps.map(([type, run_id, data], index) => ({ type, run_id, data, seq: index + 1 }) as PageEvent);
}
