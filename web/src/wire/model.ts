/**
 * What the page shows of the wire: the fields it uses, with names as in types.ts.
 *
 * Marketplaces and statuses stay open strings, so that a newer server may name ones unknown here.
 */
import type {
  AnswerData,
  ClarificationData,
  ComparisonRow,
  ConnectedData,
  DoneData,
  ErrorData,
  Heard as WireHeard,
  MediaReference,
  RecognisedAttribute as WireRecognised,
  Doubt as WireDoubt,
  Excluded,
  NoticeData,
  Offer as WireOffer,
  PriceFilter,
  ProductResult,
  ProgressData,
  ReconnectData,
  Correction,
  Relaxation as WireRelaxation,
  RequirementSpec,
  RankingCriteria,
  ResultsData,
  SourceReport,
  ThinkingData,
  TokenData,
} from "./types";
import type { JobProgress, Listing } from "./selling";

export interface Offer
  extends Pick<
    WireOffer,
    | "product_id"
    | "price"
    | "currency"
    | "condition"
    | "availability"
    | "deep_link"
    | "seller_name"
    | "seller_rating_count"
    | "seller_positive_percent"
    | "landed_price"
    | "simulated"
  > {
  marketplace: string;
  doubts: Doubt[];
}

/** A reason to look twice before buying; one that is unknown here has its sentence all the same. */
export interface Doubt extends Pick<WireDoubt, "message"> {
  reason: string;
  code: string | null;
  values: Readonly<Record<string, string>>;
}

/** A part of why a product stands where it does. */
export interface Reason {
  code: string;
  values: Readonly<Record<string, string | number>>;
}

export interface Product
  extends Pick<
    ProductResult,
    | "product_id"
    | "title"
    | "brand"
    | "price"
    | "currency"
    | "list_price"
    | "rating"
    | "review_count"
    | "condition"
    | "availability"
    | "image_url"
    | "deep_link"
    | "marketplace_url"
    | "seller_name"
    | "why_ranked"
    | "as_of"
    | "simulated"
  > {
  marketplace: string;
  /** The parts of `why_ranked`; empty where the server does not name them, or one is not understood. */
  reasons: Reason[];
  /** Every known way to buy it; the product itself is one of them. */
  offers: Offer[];
  doubts: Doubt[];
}

export interface Source
  extends Pick<SourceReport, "count" | "message" | "name" | "cached_at" | "simulated"> {
  marketplace: string;
  status: string;
}

/** A shop that has not answered yet. */
export type AwaitedSource = Pick<Source, "marketplace" | "name">;

/** How far a search has come that still waits for shops. */
export interface SearchSoFar {
  /** The first products of those that have answered. */
  products: readonly Product[];
  sources: readonly Source[];
  awaiting: readonly AwaitedSource[];
  wish: Wish | null;
}

export interface Wish
  extends Pick<
    RequirementSpec,
    | "product_type"
    | "attributes"
    | "brand_preferences"
    | "brands_excluded"
    | "exclude"
    | "rating_min"
    | "condition"
    | "sort"
  > {
  price: PriceFilter | null;
  marketplaces: string[];
}

/** How much each part of the ranking counts, from 0 to 1. */
export type Weights = { [Name in keyof RankingCriteria]: number };

export interface Relaxation extends Pick<WireRelaxation, "label" | "operations"> {
  /** How many products it brings back; null where the server does not say. */
  adds: number | null;
}

export interface Results extends Pick<
  ResultsData,
  "total_count" | "near_count" | "final_response" | "offset"
> {
  products: Product[];
  requirement_spec: Wish | null;
  sources: Source[];
  excluded: Excluded[];
  relaxations: Relaxation[];
  corrections: Correction[];
  /** What the shopper let count more or less; null when all is as usual. */
  criteria: RankingCriteria | null;
}

export interface Comparison {
  products: Product[];
  /** Each with one value a product. */
  rows: ComparisonRow[];
}

export interface Notice
  extends Pick<NoticeData, "notice_id" | "message" | "created_at" | "reason"> {
  products: Product[];
  /** The listing that it is about, or null. */
  job_id: string | null;
}

/** A file that belongs to a message. */
export type Media = Pick<MediaReference, "media_type" | "s3_key">;

/** The words of a turn's recordings. */
export type Heard = Pick<WireHeard, "transcript" | "confidence">;

/** One thing that is known of what a picture shows. */
export interface Recognised extends Pick<WireRecognised, "name" | "value" | "confidence"> {
  source: string;
}

/** What is certain of a turn's pictures. */
export interface Seen {
  attributes: readonly Recognised[];
  /** What the product with the barcode is called, or null. */
  title: string | null;
}

export interface Progress extends Pick<ProgressData, "step" | "message"> {
  /** Of the change that began the run, on its first event. */
  client_id?: string | null;
  sources: Source[] | null;
  /** Once recordings were listened to. */
  heard?: Heard;
  /** Once pictures were looked at. */
  seen?: Seen;
  /** Where a search stands that waits for shops; absent of every other step. */
  so_far?: SearchSoFar;
  /** How many fit, once that is known. */
  total_count: number | null;
}

/** `replaces` is the run that is taken back with this one. */
export type Thinking = Omit<ThinkingData, "media" | "replaces"> &
  Partial<Pick<ThinkingData, "replaces">> & {
    /** What was attached; absent where nothing was. */
    media?: Media[];
  };
export type Token = Pick<TokenData, "content" | "is_complete" | "message_id" | "restart">;
export type Clarification = Pick<ClarificationData, "question" | "context" | "suggestions"> & {
  /** What is asked for; `transcript` asks whether words were heard right. */
  slot?: string;
};
export type Answer = Pick<AnswerData, "citations" | "message_id" | "text">;
export type Done = Pick<DoneData, "message" | "outcome">;
export type Greeting = Pick<ConnectedData, "session_id" | "last_seq"> &
  Partial<Pick<ConnectedData, "session_token">>;
export type Problem = Pick<ErrorData, "code" | "retryable" | "retry_after_seconds"> & {
  /** The server's own sentence, where it has one. */
  message: string | null;
  client_id: string | null;
};

interface Envelope<Type extends string, Data> {
  type: Type;
  seq: number | null;
  run_id: string | null;
  data: Data;
}

/** What a run says; logged, so each has a `seq` (an error about a frame has none). A job goes on after its run. */
export type RunEvent =
  | Envelope<"thinking", Thinking>
  | Envelope<"progress", Progress>
  | Envelope<"token", Token>
  | Envelope<"clarification", Clarification>
  | Envelope<"results", Results>
  | Envelope<"comparison", Comparison>
  | Envelope<"answer", Answer>
  | Envelope<"listing", Listing>
  | Envelope<"job", JobProgress>
  | Envelope<"done", Done>
  | Envelope<"error", Problem>;

/** Everything the page understands of what the server sends. */
export type PageEvent =
  | RunEvent
  | Envelope<"connected", Greeting>
  | Envelope<"notice", Notice>
  | Envelope<"reconnect", Pick<ReconnectData, "after_ms">>
  | Envelope<"ping", null>
  | Envelope<"pong", null>;
