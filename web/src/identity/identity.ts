/**
 * Who is visiting, and which conversation is open.
 *
 * The visitor is kept in this browser; the conversation also in the address, so that it can be
 * bookmarked and opened again.
 */

const VISITOR_KEY = "talknshop.visitor";
const SESSION_KEY = "talknshop.session";
const SESSION_PARAMETER = "session";
const ID_PATTERN = /^[A-Za-z0-9_-]{1,128}$/;

type KeyValueStore = Pick<Storage, "getItem" | "setItem">;

/** A new random id; `crypto.randomUUID` would need HTTPS, which a server at home may lack. */
export function newId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${prefix}_${hex}`;
}

function validId(value: string | null): string | null {
  return value !== null && ID_PATTERN.test(value) ? value : null;
}

/** Storage may be forbidden by the browser: then ids live as long as the page. */
function read(store: KeyValueStore, key: string): string | null {
  try {
    return validId(store.getItem(key));
  } catch {
    return null;
  }
}

function write(store: KeyValueStore, key: string, value: string): void {
  try {
    store.setItem(key, value);
  } catch {
    // Nothing to do: see read().
  }
}

/** The visitor id of this browser, made on the first visit. */
export function visitorId(store: KeyValueStore): string {
  const known = read(store, VISITOR_KEY);
  if (known !== null) return known;
  const created = newId("visitor");
  write(store, VISITOR_KEY, created);
  return created;
}

/** The conversation named in the address, or null. */
export function sessionInAddress(search: string): string | null {
  return validId(new URLSearchParams(search).get(SESSION_PARAMETER));
}

/** The conversation to open: the one in the address, else the last one, else a new one. */
export function openingSession(search: string, store: KeyValueStore): string {
  return sessionInAddress(search) ?? read(store, SESSION_KEY) ?? newId("sess");
}

/** Keeps the open conversation for the next visit. */
export function rememberSession(store: KeyValueStore, sessionId: string): void {
  write(store, SESSION_KEY, sessionId);
}

/** The address of a conversation. */
export function sessionPath(sessionId: string): string {
  return `/?${SESSION_PARAMETER}=${encodeURIComponent(sessionId)}`;
}
