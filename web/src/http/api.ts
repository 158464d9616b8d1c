import { decodeComparison } from "../wire/decodeComparison";
import {
  decodeDetails,
  decodePriceHistory,
  type PriceHistory,
  type ProductDetails,
} from "../wire/decodeDetails";
import { decodeInbox, type Inbox } from "../wire/decodeNotice";
import { decodeResults } from "../wire/decodeResults";
import { decodeSaved, decodeSavedProduct, type SavedProduct } from "../wire/decodeSaved";
import { decodeSaid, decodeSession, decodeSessions, type SaidLine, type SessionSummary } from "../wire/decodeSession";
import { decodeWatch, decodeWatches, type Watch } from "../wire/decodeWatch";
import { asFields } from "../wire/fields";
import type { Comparison, Product, Wish } from "../wire/model";
import { ask, type Asked, type Fetch } from "./request";

/** What the page asks over HTTP (docs/wire.md); each fails with a `RequestProblem`. */
export interface Api {
  /** Asks anything else, for parts of the page that are fetched on demand with what they ask. */
  ask<Answer>(asked: Asked, read: (body: unknown) => Answer | null): Promise<Answer>;
  /** Puts two to four products side by side. */
  compare(productIds: readonly string[]): Promise<Comparison>;
  /** The products of a page of the conversation's last search, counted from 1. */
  resultsPage(sessionId: string, page: number): Promise<Product[]>;
  inbox(): Promise<Inbox>;
  markRead(noticeId: string): Promise<void>;
  watches(): Promise<Watch[]>;
  /** Begins to watch whatever fits a wish; the server finds a label where there is none. */
  watch(wish: Wish, label: string | null): Promise<Watch>;
  setPaused(watchId: string, paused: boolean): Promise<Watch>;
  endWatch(watchId: string): Promise<void>;
  /** A person's conversations in which something was said, last used first. */
  sessions(): Promise<SessionSummary[]>;
  /** The conversations in which the person said something that has every one of these words. */
  said(words: string): Promise<SaidLine[]>;
  renameSession(sessionId: string, title: string): Promise<SessionSummary>;
  deleteSession(sessionId: string): Promise<void>;
  saved(): Promise<SavedProduct[]>;
  save(productId: string): Promise<SavedProduct>;
  removeSaved(productId: string): Promise<void>;
  product(productId: string): Promise<ProductDetails>;
  /** The prices seen in the last 90 days. */
  priceHistory(productId: string): Promise<PriceHistory>;
  watchProduct(productId: string): Promise<Watch>;
}

const WATCHES = "/catalog/api/v1/watches";
const SESSIONS = "/api/v1/sessions";
const SAVED = "/api/v1/saved";
const HISTORY_DAYS = 90;

function productPath(productId: string): string {
  return `/catalog/api/v1/products/${encodeURIComponent(productId)}`;
}

function sessionPath(sessionId: string): string {
  return `${SESSIONS}/${encodeURIComponent(sessionId)}`;
}

function watchPath(watchId: string): string {
  return `${WATCHES}/${encodeURIComponent(watchId)}`;
}

/** The answer says nothing that the page needs. */
const ANYTHING = () => true;

/**
 * The services behind the page, over HTTP.
 *
 * @param sessionToken gives the token that opens a conversation, or null
 */
export function createApi(fetch: Fetch, sessionToken: (sessionId: string) => string | null): Api {
  const send = <Answer>(
    method: Asked["method"],
    path: string,
    read: (body: unknown) => Answer | null,
    body?: unknown,
  ) => ask(fetch, body === undefined ? { method, path } : { method, path, body }, read);

  return {
    ask: (asked, read) => ask(fetch, asked, read),
    compare: (product_ids) =>
      send("POST", "/catalog/api/v1/compare", (body) => decodeComparison(asFields(body) ?? {}), {
        product_ids,
      }),
    resultsPage: (sessionId, page) => {
      const token = sessionToken(sessionId);
      const path = `${sessionPath(sessionId)}/results?page=${page}`;
      const headers: Record<string, string> = token === null ? {} : { "X-Session-Token": token };
      return ask(
        fetch,
        { method: "GET", path, headers },
        (body) => decodeResults(asFields(body) ?? {})?.products ?? null,
      );
    },
    inbox: () => send("GET", "/api/v1/inbox", decodeInbox),
    markRead: async (noticeId) =>
      void (await send("POST", `/api/v1/inbox/${encodeURIComponent(noticeId)}/read`, ANYTHING)),
    watches: () => send("GET", WATCHES, decodeWatches),
    watch: (requirement_spec, label) =>
      send(
        "POST",
        WATCHES,
        decodeWatch,
        label === null ? { requirement_spec } : { requirement_spec, label },
      ),
    setPaused: (watchId, paused) => send("PATCH", watchPath(watchId), decodeWatch, { paused }),
    endWatch: async (watchId) => void (await send("DELETE", watchPath(watchId), ANYTHING)),
    sessions: () => send("GET", SESSIONS, decodeSessions),
    said: (words) =>
      send("GET", `/api/v1/me/said?${new URLSearchParams({ q: words }).toString()}`, decodeSaid),
    renameSession: (sessionId, title) =>
      send("PATCH", sessionPath(sessionId), decodeSession, { title }),
    deleteSession: async (sessionId) =>
      void (await send("DELETE", sessionPath(sessionId), ANYTHING)),
    saved: () => send("GET", SAVED, decodeSaved),
    save: (product_id) => send("POST", SAVED, decodeSavedProduct, { product_id }),
    removeSaved: async (productId) =>
      void (await send("DELETE", `${SAVED}/${encodeURIComponent(productId)}`, ANYTHING)),
    product: (productId) => send("GET", productPath(productId), decodeDetails),
    priceHistory: (productId) =>
      send("GET", `${productPath(productId)}/price-history?days=${HISTORY_DAYS}`, decodePriceHistory),
    watchProduct: (product_id) => send("POST", WATCHES, decodeWatch, { product_id }),
  };
}
