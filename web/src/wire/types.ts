/* Generated from docs/schema by `npm run types`. Do not edit. */

/**
 * Everything that travels over the socket.
 */
export type WireMessage = ServerEvent | ClientFrame;
export type ServerEvent =
  | ConnectedEvent
  | ThinkingEvent
  | ProgressEvent
  | TokenEvent
  | ClarificationEvent
  | ResultsEvent
  | DoneEvent
  | ErrorEvent
  | PingEvent
  | PongEvent
  | ReconnectEvent
  | NoticeEvent
  | ComparisonEvent
  | ListingEvent
  | JobEvent
  | AnswerEvent;
/**
 * What an attachment is.
 */
export type MediaType = "audio" | "image" | "video";
/**
 * Where a turn stands.
 */
export type WorkflowStage =
  | "initial"
  | "media_processing"
  | "requirement_building"
  | "clarification"
  | "searching"
  | "ranking"
  | "completed"
  | "failed"
  | "cancelled";
/**
 * Where a product is offered; ``store`` is our own catalogue.
 */
export type Marketplace = "store" | "amazon" | "ebay" | "walmart" | "bestbuy" | "ucp";
/**
 * How a marketplace answered a search.
 */
export type SourceStatus =
  "ok" | "partial" | "throttled" | "timed_out" | "not_configured" | "auth_error" | "error";
/**
 * The state of an item; ``used`` stands in requirements for any but new and refurbished.
 */
export type Condition =
  "new" | "like_new" | "good" | "fair" | "poor" | "for_parts" | "refurbished" | "used";
/**
 * The order a person asked for.
 */
export type Sort = "relevance" | "price_asc" | "price_desc" | "rating_desc";
/**
 * Whether an item can be had; ``unknown`` when its source does not say.
 */
export type Availability = "in_stock" | "out_of_stock" | "preorder" | "backorder" | "unknown";
/**
 * What makes an offer less than trustworthy.
 */
export type DoubtReason =
  "price_far_below" | "seller_without_record" | "title_contradicts" | "not_the_whole_item";
/**
 * What exactly is told of it; each has words in every language.
 */
export type DoubtCode =
  | "price_far_below"
  | "seller_without_record"
  | "title_says"
  | "title_says_unsound"
  | "details_say_otherwise";
/**
 * A part of why a product stands where it does.
 */
export type ReasonCode =
  | "out_of_stock"
  | "near"
  | "far_below_usual_price"
  | "cheapest"
  | "under_limit"
  | "stars"
  | "stars_of"
  | "best_rated"
  | "matches";
/**
 * How something came to be known.
 */
export type Source = "barcode" | "text" | "color" | "speech" | "vision_model" | "clip";
/**
 * What an operation does to a slot.
 */
export type OperationName = "set" | "add" | "exclude" | "remove" | "reset";
/**
 * How a run ended; ``outcome`` of ``done``.
 */
export type Outcome =
  "results" | "clarification" | "listing" | "answer" | "message" | "cancelled" | "failed";
/**
 * The kind of failure: ``code`` of an ``error`` event, ``error`` of the HTTP envelope.
 */
export type ErrorType =
  | "validation_error"
  | "authentication_error"
  | "authorization_error"
  | "not_found_error"
  | "rate_limit_error"
  | "timeout_error"
  | "external_service_error"
  | "database_error"
  | "storage_error"
  | "ai_service_error"
  | "configuration_error"
  | "internal_error"
  | "unknown_error";
/**
 * How bad it is for the person or the operator.
 */
export type ErrorSeverity = "low" | "medium" | "high" | "critical";
/**
 * Where news come from.
 */
export type NoticeKind = "watch" | "job" | "system";
/**
 * Where a listing is put up; ``store`` is our own catalogue.
 */
export type PostingMarketplace = "ebay" | "craigslist" | "facebook" | "poshmark" | "store";
/**
 * How a sold item gets to its buyer.
 */
export type ShippingOption = "local_pickup" | "shipping";
/**
 * What a problem of a listing means.
 */
export type ProblemLevel = "blocking" | "warning" | "refused";
/**
 * Where a listing stands over all its marketplaces.
 */
export type JobStatus =
  "created" | "processing" | "completed" | "partial_success" | "failed" | "cancelled";
/**
 * Where a listing stands at one marketplace.
 */
export type MarketplaceJobStatus =
  | "queued"
  | "processing"
  | "live"
  | "pending_review"
  | "needs_action"
  | "needs_connection"
  | "needs_input"
  | "rejected"
  | "failed"
  | "expired"
  | "removed";
/**
 * The frames the server understands.
 */
export type FrameType =
  | "message"
  | "answer"
  | "edit"
  | "rank"
  | "confirm"
  | "feedback"
  | "cancel"
  | "resume"
  | "ping"
  | "pong"
  | "disconnect";
/**
 * What a seller says to a preview.
 */
export type Decision = "yes" | "no";

/**
 * First event of a socket.
 */
export interface ConnectedEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "connected";
  data: ConnectedData;
}
/**
 * The greeting; ``last_seq`` is where live events go on from.
 */
export interface ConnectedData {
  session_id: string;
  message: string;
  server_time: string;
  last_seq: number;
  protocol: number;
  resumed: boolean;
  session_token: string | null;
  visitor_token: string | null;
}
/**
 * First event of a run.
 */
export interface ThinkingEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "thinking";
  data: ThinkingData;
}
/**
 * A turn began; ``user_message`` lets a replayed log show both sides.
 */
export interface ThinkingData {
  message: string;
  client_id: string | null;
  user_message: string | null;
  /**
   * What was attached, where something was.
   */
  media: MediaReference[] | null;
  /**
   * The run that is taken back with this one: whoever shows the log leaves it out.
   */
  replaces: string | null;
}
/**
 * An uploaded file, named by its key; older clients send only kind and key.
 */
export interface MediaReference {
  media_type: MediaType;
  s3_key: string;
  content_type: string | null;
  size_bytes: number | null;
  uploaded_at: string | null;
}
/**
 * A step of a run.
 */
export interface ProgressEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "progress";
  data: ProgressData;
}
/**
 * A step began (``step`` is a node id) or a search came to its end.
 */
export interface ProgressData {
  step: string;
  message: string;
  stage: WorkflowStage;
  progress_percent: number | null;
  sources: SourceReport[] | null;
  /**
   * The sources that have not answered yet, while a search waits for them.
   */
  awaiting: AwaitedSource[] | null;
  /**
   * What is searched for, while a search waits.
   */
  requirement_spec: RequirementSpec | null;
  /**
   * The first products of a search that still waits for other sources.
   */
  preview: ProductResult[] | null;
  /**
   * How many fit, once a search has come to its end.
   */
  total_count: number | null;
  /**
   * Once recordings were listened to.
   */
  heard: Heard | null;
  /**
   * Once pictures were looked at.
   */
  seen: Seen | null;
  /**
   * The frame's, on the first event of a run that begins without ``thinking``.
   */
  client_id: string | null;
}
/**
 * How one marketplace answered.
 */
export interface SourceReport {
  marketplace: Marketplace;
  status: SourceStatus;
  /**
   * What people call it, where one marketplace stands for several shops.
   */
  name: string | null;
  count: number;
  took_ms: number | null;
  message: string | null;
  /**
   * When the products were fetched, where they are not from just now.
   */
  cached_at: string | null;
  /**
   * Whether a development server answered in the marketplace's place.
   */
  simulated: boolean;
}
/**
 * A marketplace that was asked and has not answered yet.
 */
export interface AwaitedSource {
  marketplace: Marketplace;
  /**
   * As in the report that will follow.
   */
  name: string | null;
}
/**
 * What a shopper wants, complete enough to search with (docs/wire.md).
 */
export interface RequirementSpec {
  /**
   * Further wishes by name (``color``, ``ram``, ``size``, ``features`` …).
   */
  attributes: {
    [k: string]: string | string[];
  };
  filters: {
    [k: string]: unknown;
  };
  price: PriceFilter | null;
  brand_preferences: string[];
  brands_excluded: string[];
  /**
   * Product lines or features that must not occur (``macbook``, ``leather``).
   */
  exclude: string[];
  rating_min: number | null;
  condition: Condition | null;
  /**
   * Where to look; empty means every configured source.
   */
  marketplaces: Marketplace[];
  sort: Sort;
  /**
   * Search for the product as it is written, without correcting its spelling.
   */
  literal: boolean;
  /**
   * Canonical singular noun phrase in lower case, such as ``running shoe``.
   */
  product_type: string;
}
/**
 * A price range in one currency; either end may be open.
 */
export interface PriceFilter {
  min: number | null;
  max: number | null;
  currency: string;
}
/**
 * A product as a shopper sees it; what is unknown is null, never a guess (docs/wire.md).
 */
export interface ProductResult {
  product_id: string;
  marketplace: Marketplace;
  title: string;
  description: string | null;
  brand: string | null;
  price: number | null;
  currency: string;
  list_price: number | null;
  rating: number | null;
  review_count: number | null;
  condition: Condition | null;
  availability: Availability;
  image_url: string | null;
  /**
   * The shop's own page of the product.
   */
  deep_link: string;
  /**
   * The shop's front door, shown when a deep link has expired.
   */
  marketplace_url: string;
  seller_name: string | null;
  shipping_info: {
    [k: string]: unknown;
  } | null;
  attributes: {
    [k: string]: string;
  };
  gtin: string | null;
  /**
   * Every known way to buy the same item: new ones by price, then others by price.
   */
  offers: Offer[];
  score: ScoreBreakdown | null;
  why_ranked: string | null;
  /**
   * The parts of ``why_ranked`` in its order.
   */
  reasons: RankReason[];
  /**
   * When the source last confirmed price and availability.
   */
  as_of: string | null;
  /**
   * True for products that exist for demonstration only.
   */
  simulated: boolean;
  /**
   * Reasons to look twice before buying it.
   */
  doubts: Doubt[];
}
/**
 * One way to buy a product: a shop, a price and a state.
 */
export interface Offer {
  product_id: string;
  marketplace: Marketplace;
  price: number | null;
  currency: string;
  condition: Condition | null;
  availability: Availability;
  deep_link: string;
  seller_name: string | null;
  /**
   * How many people have rated the seller; null when the source does not say.
   */
  seller_rating_count: number | null;
  /**
   * How many of them were content.
   */
  seller_positive_percent: number | null;
  /**
   * What shipping costs, in the same currency; null when the source does not say.
   */
  shipping_price: number | null;
  /**
   * Price and shipping together; null when either is unknown.
   */
  landed_price: number | null;
  /**
   * When the source last confirmed price and availability.
   */
  as_of: string | null;
  /**
   * True where a development server stands for the marketplace.
   */
  simulated: boolean;
  /**
   * Reasons to look twice.
   */
  doubts: Doubt[];
}
/**
 * A reason to look twice before buying, from the record itself.
 */
export interface Doubt {
  reason: DoubtReason;
  /**
   * The same in English, for who does not know the code.
   */
  message: string;
  code: DoubtCode | null;
  /**
   * What the words of the code name.
   */
  values: {
    [k: string]: string;
  };
}
/**
 * Why a product stands where it does: each part from 0 to 1, and their weighted sum.
 */
export interface ScoreBreakdown {
  total: number;
  relevance: number;
  /**
   * Absent when the price is unknown.
   */
  price: number | null;
  /**
   * Absent when nobody has rated it.
   */
  rating: number | null;
  condition: number | null;
}
/**
 * A part of ``why_ranked``, for clients that say it in a language of their own.
 */
export interface RankReason {
  code: ReasonCode;
  /**
   * What the part names, such as ``count`` or ``percent``.
   */
  values: {
    [k: string]: string | number;
  };
}
/**
 * The words of a turn's recordings.
 */
export interface Heard {
  transcript: string;
  /**
   * Of the least certain recording.
   */
  confidence: number;
  needs_confirmation: boolean;
}
/**
 * What is certain of the turn's pictures, each with its source.
 */
export interface Seen {
  attributes: RecognisedAttribute[];
  /**
   * The product itself, where a barcode is known.
   */
  product: BarcodeProduct | null;
  degraded: boolean;
  notes: string[];
}
/**
 * One thing that is known of what a picture shows.
 */
export interface RecognisedAttribute {
  /**
   * ``brand``, ``model``, ``product_type``, ``color``, ``gtin`` or another attribute.
   */
  name: string;
  value: string;
  confidence: number;
  source: Source;
}
/**
 * The product of the catalogue that carries a barcode.
 */
export interface BarcodeProduct {
  gtin: string;
  product_id: string;
  title: string;
  brand: string | null;
  product_type: string | null;
  /**
   * Of its record; null where that has none.
   */
  price: number | null;
  currency: string | null;
  attributes: {
    [k: string]: string;
  };
}
/**
 * A piece of text.
 */
export interface TokenEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "token";
  data: TokenData;
}
/**
 * A piece of the assistant's text; ``token`` repeats ``content`` for older clients.
 */
export interface TokenData {
  content: string;
  token: string;
  is_complete: boolean;
  message_id: string;
  restart: boolean;
}
/**
 * A question.
 */
export interface ClarificationEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "clarification";
  data: ClarificationData;
}
/**
 * A question that the turn ends with.
 */
export interface ClarificationData {
  question: string;
  context: string | null;
  suggestions: string[];
  slot: string;
  round: number;
}
/**
 * Ranked products.
 */
export interface ResultsEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "results";
  data: ResultsData;
}
/**
 * The ranked products of a search, also when nothing fits.
 */
export interface ResultsData {
  products: ProductResult[];
  total_count: number;
  requirement_spec: RequirementSpec;
  final_response: string | null;
  sources: SourceReport[];
  excluded: Excluded[];
  relaxations: Relaxation[];
  corrections: Correction[];
  contradictions: Contradiction[];
  facets: Facets | null;
  /**
   * The weights that the shopper named, so that further pages go on in this order.
   */
  criteria: RankingCriteria | null;
  /**
   * How many stand before the first of these; the shopper asked for more of the same.
   */
  offset: number;
  /**
   * How many further ones only come near; they stand behind all that fit, with the reason
   * ``near``.
   */
  near_count: number;
}
/**
 * How many otherwise fitting products fell to one requirement.
 */
export interface Excluded {
  /**
   * ``price``, ``currency``, ``price_unknown``, ``brand``, ``condition``, ``rating``, …
   */
  reason: string;
  slot: string;
  count: number;
}
/**
 * A change of the requirement that would bring products back.
 */
export interface Relaxation {
  label: string;
  operations: Operation[];
  adds: number;
}
/**
 * One change by hand or by words; the same for words, chips and models (docs/wire.md).
 */
export interface Operation {
  op: OperationName;
  /**
   * One of ``REQUIREMENT_SLOTS``, of ``LISTING_SLOTS``, or ``attributes.NAME``; absent only to
   * reset everything.
   */
  slot: string | null;
  value: string | number | string[] | null;
}
/**
 * What was asked for, as the catalogue spells it, and the way back.
 */
export interface Correction {
  original: string;
  /**
   * What the results are for.
   */
  corrected: string;
  /**
   * Makes the requirement search for the original, letter by letter.
   */
  operations: Operation[];
}
/**
 * Two parts of a requirement that no product can meet together.
 */
export interface Contradiction {
  reason: string;
  slots: string[];
  message: string;
}
/**
 * What the products that fit have in common, counted.
 */
export interface Facets {
  total_count: number;
  brands: NamedCount[];
  conditions: NamedCount[];
  /**
   * What the best matching products say of themselves.
   */
  attributes: AttributeFacet[];
  price_ranges: PriceRange[];
  /**
   * For the currency most of the products are priced in; absent when none is priced.
   */
  price: PriceFacet | null;
}
/**
 * A facet value and how many products have it.
 */
export interface NamedCount {
  name: string;
  count: number;
}
/**
 * An attribute and how many products have each of its values.
 */
export interface AttributeFacet {
  name: string;
  values: NamedCount[];
}
/**
 * How many products cost so much, in the currency of ``price``.
 */
export interface PriceRange {
  /**
   * Such as ``50-100``: from 50, and less than 100.
   */
  range: string;
  count: number;
}
/**
 * How prices are spread, in one currency; quantiles are existing prices.
 */
export interface PriceFacet {
  currency: string;
  count: number;
  min: number;
  max: number;
  /**
   * The 25 %, 50 % and 75 % quantiles.
   */
  quantiles: number[];
}
/**
 * How much each part of the score counts; an absent one counts as the catalogue has it.
 */
export interface RankingCriteria {
  /**
   * Given, the price counts also for who sets no limit.
   */
  price_weight: number | null;
  rating_weight: number | null;
  relevance_weight: number | null;
  condition_weight: number | null;
}
/**
 * The end of a run.
 */
export interface DoneEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "done";
  data: DoneData;
}
/**
 * The end of a run; the last event of each.
 */
export interface DoneData {
  message: string;
  outcome: Outcome;
  session_id: string;
  /**
   * What language models had to do with it; absent where none is set.
   */
  model_use: ModelUse | null;
}
/**
 * Who answered a turn, and what that took.
 */
export interface ModelUse {
  /**
   * Which engine did each part: ``chat_model`` or ``rules``, by the name of the part.
   */
  engines: {
    [k: string]: string;
  };
  /**
   * The version of each prompt that was used.
   */
  prompts: {
    [k: string]: string;
  };
  calls: number;
  input_tokens: number;
  output_tokens: number;
  cached_tokens: number;
  /**
   * In US dollars; null where the price of a model is not known.
   */
  cost: number | null;
}
/**
 * A failure of a run or of a frame.
 */
export interface ErrorEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "error";
  data: ErrorData;
}
/**
 * Something failed: ``error`` is a sentence for the person, ``message`` the same.
 */
export interface ErrorData {
  error: string;
  message: string;
  code: ErrorType;
  severity: ErrorSeverity;
  recoverable: boolean;
  retryable: boolean;
  retry_after_seconds: number | null;
  details: {
    [k: string]: unknown;
  };
}
/**
 * The server asks for a sign of life.
 */
export interface PingEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "ping";
  data: PingData;
}
/**
 * A heartbeat, either way.
 */
export interface PingData {
  timestamp: string;
}
/**
 * The answer to a client's ping.
 */
export interface PongEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "pong";
  data: PingData;
}
/**
 * The server is about to close the socket.
 */
export interface ReconnectEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "reconnect";
  data: ReconnectData;
}
/**
 * The server is going away; come back after a pause.
 */
export interface ReconnectData {
  reason: string;
  after_ms: number;
}
/**
 * News that no run of the session brought.
 */
export interface NoticeEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "notice";
  data: NoticeData;
}
/**
 * One piece of news; the same ``notice_id`` is delivered once, however often it is sent.
 */
export interface NoticeData {
  notice_id: string;
  kind: NoticeKind;
  /**
   * One sentence for the person.
   */
  message: string;
  /**
   * When it happened, which may be long before it is read.
   */
  created_at: string;
  watch_id: string | null;
  job_id: string | null;
  /**
   * Of a watch: ``price_drop``, ``back_in_stock`` or ``new_match``.
   */
  reason: string | null;
  /**
   * Of a watch: what it found, as it was at ``created_at``.
   *
   * @maxItems 20
   */
  products: ProductResult[];
}
/**
 * Products side by side.
 */
export interface ComparisonEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "comparison";
  data: Comparison;
}
/**
 * Products side by side.
 */
export interface Comparison {
  products: CatalogProduct[];
  rows: ComparisonRow[];
}
/**
 * A product as the catalog service answers: older names of its fields stand beside ours.
 */
export interface CatalogProduct {
  product_id: string;
  marketplace: Marketplace;
  title: string;
  description: string | null;
  brand: string | null;
  price: number | null;
  currency: string;
  list_price: number | null;
  rating: number | null;
  review_count: number | null;
  condition: Condition | null;
  availability: Availability;
  image_url: string | null;
  /**
   * The shop's own page of the product.
   */
  deep_link: string;
  /**
   * The shop's front door, shown when a deep link has expired.
   */
  marketplace_url: string;
  seller_name: string | null;
  shipping_info: {
    [k: string]: unknown;
  } | null;
  attributes: {
    [k: string]: string;
  };
  gtin: string | null;
  /**
   * Every known way to buy the same item: new ones by price, then others by price.
   */
  offers: Offer[];
  score: ScoreBreakdown | null;
  why_ranked: string | null;
  /**
   * The parts of ``why_ranked`` in its order.
   */
  reasons: RankReason[];
  /**
   * When the source last confirmed price and availability.
   */
  as_of: string | null;
  /**
   * True for products that exist for demonstration only.
   */
  simulated: boolean;
  /**
   * Reasons to look twice before buying it.
   */
  doubts: Doubt[];
  /**
   * The same as ``product_id``.
   */
  id: string;
  platform: Marketplace;
  /**
   * What the marketplace itself calls the product.
   */
  platform_id: string;
  /**
   * The same as ``deep_link``.
   */
  url: string;
  /**
   * The same as ``attributes``.
   */
  specifications: {
    [k: string]: string;
  };
  /**
   * What the record lists as its features.
   */
  features: string[];
}
/**
 * One property of all products.
 */
export interface ComparisonRow {
  name: string;
  /**
   * The unit of all values, where they are measures of one kind.
   */
  unit: string | null;
  /**
   * In the order of the products; null where a record does not say.
   */
  values: (string | number | null)[];
  /**
   * Whether two known values differ.
   */
  differs: boolean;
  /**
   * Places of the best values, only where it is certain which is better.
   */
  best: number[];
}
/**
 * A listing in the making, and what each marketplace would get.
 */
export interface ListingEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "listing";
  data: ListingPreview;
}
/**
 * A listing before its seller says yes: data of the event ``listing``.
 */
export interface ListingPreview {
  /**
   * Of exactly this state of the listing; a yes that names another one posts nothing.
   */
  preview_id: string;
  draft: ListingDraft;
  form: ListingForm;
  /**
   * Of ``product``, ``price`` and ``condition`` what is not known yet; nothing can be posted
   * before.
   */
  missing: string[];
  /**
   * Empty while something is missing.
   */
  preview: MarketplacePreview[];
  price_advice: PriceAdvice | null;
  warnings: ListingProblem[];
}
/**
 * A listing in the making; required before posting are product, price and condition.
 */
export interface ListingDraft {
  /**
   * Canonical singular noun phrase in lower case.
   */
  product: string | null;
  brand: string | null;
  model: string | null;
  /**
   * What is asked; 0 means free, null means not said.
   */
  price: number | null;
  currency: string | null;
  condition: Condition | null;
  attributes: {
    [k: string]: string | string[];
  };
  location: string | null;
  /**
   * Any of ebay, craigslist, facebook, poshmark; empty means not said.
   */
  target_marketplaces: string[];
  accepts_offers: boolean | null;
}
/**
 * A listing as far as it is filled in; once nothing is missing it is a ``ListingSpec``.
 */
export interface ListingForm {
  title: string | null;
  description: string | null;
  price: number | null;
  currency: string;
  condition: Condition | null;
  category: string | null;
  attributes: {
    [k: string]: string | string[];
  };
  /**
   * @maxItems 50
   */
  media_s3_keys: string[];
  target_marketplaces: PostingMarketplace[];
  shipping_options: ShippingOption[];
  location: ListingLocation | null;
}
/**
 * Where an item is.
 */
export interface ListingLocation {
  city: string | null;
  state: string | null;
  zip: string | null;
  /**
   * ISO 3166-1, two letters.
   */
  country: string;
}
/**
 * What one marketplace will get.
 */
export interface MarketplacePreview {
  marketplace: PostingMarketplace;
  fields: ListingField[];
  /**
   * The marketplace's limits by field, such as ``{"title": 80, "photos": 24}``.
   */
  limits: {
    [k: string]: number;
  };
  problems: ListingProblem[];
  /**
   * Null where the fees are not known.
   */
  fees: ListingFees | null;
  /**
   * The asked price less the fees; null where these are not known.
   */
  net: number | null;
  /**
   * Whether the seller finishes the posting in the marketplace's own form.
   */
  assisted: boolean;
}
/**
 * One field of a marketplace's form, filled.
 */
export interface ListingField {
  name: string;
  /**
   * As the marketplace's form calls it.
   */
  label: string;
  value: string;
  /**
   * Characters that the marketplace allows; null where it has no limit.
   */
  max_length: number | null;
  /**
   * Whether the limit cost a part of what the seller wrote.
   */
  truncated: boolean;
}
/**
 * Something about a listing that its seller should know.
 */
export interface ListingProblem {
  /**
   * A stable name, such as ``title_too_long`` or ``photo_required``.
   */
  code: string;
  level: ProblemLevel;
  /**
   * One sentence: what it is and what to do.
   */
  message: string;
  /**
   * The field of ``ListingSpec`` it is about.
   */
  field: string | null;
}
/**
 * What a marketplace takes of a sale at the asked price, shipping left out.
 */
export interface ListingFees {
  lines: FeeLine[];
  total: number;
  currency: string;
  /**
   * When the rates were last checked against the marketplace's page.
   */
  as_of: string;
  source_url: string;
  /**
   * Whether the real fee depends on what is not known yet.
   */
  estimated: boolean;
}
/**
 * One fee of a marketplace.
 */
export interface FeeLine {
  label: string;
  amount: number;
}
/**
 * What comparable items cost; figures come from records, never from a model.
 */
export interface PriceAdvice {
  /**
   * How many comparable items there are; too few are no advice, and the figures are null.
   */
  sample_size: number;
  currency: string;
  /**
   * The first quartile.
   */
  low: number | null;
  median: number | null;
  /**
   * The third quartile.
   */
  high: number | null;
  /**
   * The share of comparable items that cost less than is asked, in percent.
   */
  percentile: number | null;
  message: string;
}
/**
 * How a listing stands at its marketplaces; later states come without ``run_id``.
 */
export interface JobEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "job";
  data: JobData;
}
/**
 * Data of the event ``job``.
 */
export interface JobData {
  job_id: string;
  status: JobStatus;
  marketplace_results: MarketplaceJob[];
  message: string | null;
}
/**
 * One listing at one marketplace.
 */
export interface MarketplaceJob {
  marketplace: PostingMarketplace;
  /**
   * Of this part of the job.
   */
  job_id: string;
  status: MarketplaceJobStatus;
  /**
   * The marketplace's own id; never one of ours.
   */
  listing_id: string | null;
  /**
   * Where the listing can be seen.
   */
  confirmation_link: string | null;
  posted_at: string | null;
  updated_at: string;
  /**
   * One sentence: what happened, and what to do.
   */
  message: string | null;
  /**
   * The marketplace's own code, as it gave it.
   */
  error_code: string | null;
  action: JobAction | null;
  /**
   * ``marketplace`` when its API said so, ``user`` when the seller did.
   */
  confirmed_by: string | null;
}
/**
 * What the seller has to do so that a marketplace goes on.
 */
export interface JobAction {
  /**
   * ``open_and_paste``, ``connect``, ``answer``, ``fix`` or ``take_down``.
   */
  kind: string;
  /**
   * One sentence for the seller.
   */
  message: string;
  /**
   * Where to do it.
   */
  form_url: string | null;
  /**
   * What to paste, or what is asked for.
   */
  fields: ListingField[];
  photo_urls: string[];
  photo_zip_url: string | null;
  /**
   * Everything in one piece, to be copied at once.
   */
  text: string | null;
  checklist: string[];
  expires_at: string | null;
}
/**
 * An answer out of documents.
 */
export interface AnswerEvent {
  timestamp: string;
  session_id: string;
  /**
   * Position in the session's log, from 1 without gaps; absent on events that are not logged.
   */
  seq: number | null;
  run_id: string | null;
  type: "answer";
  data: AnswerData;
}
/**
 * Data of the event ``answer``.
 */
export interface AnswerData {
  /**
   * Of the message whose text this is; tokens of it may have been streamed before.
   */
  message_id: string;
  text: string;
  /**
   * Empty where nothing was found, which the text then says.
   */
  citations: Citation[];
  /**
   * Whether the text is put together from passages, and no model had a hand in it.
   */
  extractive: boolean;
}
/**
 * A place in a document; ``quote`` is exactly what stands there.
 */
export interface Citation {
  /**
   * Its number in the text, as in ``[1]``.
   */
  n: number;
  document_id: string;
  version: number;
  /**
   * Of the document.
   */
  title: string;
  /**
   * Where the quote begins in the stored text, in characters.
   */
  char_start: number;
  /**
   * Behind its last character.
   */
  char_end: number;
  /**
   * Of the original, where it has pages.
   */
  page: number | null;
  /**
   * The headings that it stands below, outermost first.
   */
  heading_path: string[];
  quote: string;
}
/**
 * One frame: ``type`` in any case, ``text`` for ``message``, ``media_refs`` for ``media``.
 */
export interface ClientFrame {
  type: FrameType;
  message?: string | null;
  /**
   * @maxItems 10
   */
  media?: MediaReference[];
  /**
   * Changes to the requirement, for ``edit``.
   *
   * @maxItems 50
   */
  operations?: Operation[];
  /**
   * How much each part of the ranking counts from now on, for ``rank``.
   */
  weights?: RankingCriteria | null;
  /**
   * The answer to a preview, for ``confirm``.
   */
  decision?: Decision | null;
  /**
   * The preview that ``confirm`` is about; without it, the last one.
   */
  preview_id?: string | null;
  /**
   * What the feedback is about: a product, a message or a run id.
   */
  target?: string | null;
  /**
   * The judgement: ``up``, ``down`` or a number; or ``click``, for a link that was followed.
   */
  value?: string | number | null;
  reason?: string | null;
  client_id?: string | null;
  /**
   * The run of the turn that a ``message`` or ``answer`` is said instead of.
   */
  replaces?: string | null;
  /**
   * What the page speaks; a reply is in it where the words tell no language.
   */
  locale?: string | null;
  last_seq?: number | null;
}
