/**
 * What the page shows of selling, with names as in types.ts.
 *
 * Marketplaces, states and kinds stay open strings, so that a newer server may name ones unknown here.
 */
import type {
  Condition,
  FeeLine,
  JobAction as WireAction,
  ListingField,
  ListingFees,
  ListingForm as WireForm,
  ListingLocation,
  ListingProblem as WireProblem,
  MarketplaceJob as WireMarketplaceJob,
  PriceAdvice,
  ProblemLevel,
  ShippingOption,
} from "./types";

export type { Condition, FeeLine, ListingField, ListingFees, ListingLocation, PriceAdvice, ProblemLevel };

/** A listing as far as it is filled in. */
export interface ListingForm
  extends Pick<
    WireForm,
    | "title"
    | "description"
    | "price"
    | "currency"
    | "condition"
    | "category"
    | "attributes"
    | "media_s3_keys"
    | "location"
  > {
  target_marketplaces: string[];
  shipping_options: ShippingOption[];
}

export interface ListingProblem extends Pick<WireProblem, "code" | "message" | "field"> {
  level: ProblemLevel;
}

/** What one marketplace will get. */
export interface MarketplacePreview {
  marketplace: string;
  fields: ListingField[];
  limits: Readonly<Record<string, number>>;
  problems: ListingProblem[];
  fees: ListingFees | null;
  net: number | null;
  assisted: boolean;
}

/** A listing before its seller says yes. */
export interface Listing {
  preview_id: string;
  form: ListingForm;
  missing: string[];
  preview: MarketplacePreview[];
  price_advice: PriceAdvice | null;
  warnings: ListingProblem[];
}

/** What the seller has to do so that a marketplace goes on. */
export interface JobAction
  extends Pick<
    WireAction,
    | "kind"
    | "message"
    | "form_url"
    | "fields"
    | "photo_urls"
    | "photo_zip_url"
    | "text"
    | "checklist"
    | "expires_at"
  > {}

/** One listing at one marketplace. */
export interface MarketplaceJob
  extends Pick<
    WireMarketplaceJob,
    | "listing_id"
    | "confirmation_link"
    | "posted_at"
    | "updated_at"
    | "message"
    | "error_code"
    | "confirmed_by"
  > {
  marketplace: string;
  status: string;
  action: JobAction | null;
}

/** Where a job stands. */
export interface JobProgress {
  job_id: string;
  status: string;
  marketplace_results: readonly MarketplaceJob[];
  message: string | null;
}

/** A job with what it lists. */
export interface Job extends JobProgress {
  form: ListingForm;
  created_at: string;
  updated_at: string;
  sold_at: string | null;
  sold_on: string | null;
}

/** A marketplace that can be posted to, and how it stands with the seller. */
export interface MarketplaceConnection {
  marketplace: string;
  name: string;
  mode: string;
  connected: boolean;
  account_name: string | null;
  simulated: boolean;
  message: string | null;
}

/** What became of a line of a file of items. */
export interface CsvRow {
  /** Counted as the file counts its lines; null where the server does not say. */
  line: number | null;
  title: string | null;
  outcome: string;
  message: string | null;
}

/** What became of a file of items. */
export interface CsvReport {
  rows: CsvRow[];
}
