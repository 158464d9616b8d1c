/**
 * Which conversation is open, and the token that opens it again.
 *
 * The server knows a visitor by a cookie of its own. The conversation stands in the address too, so
 * that it can be bookmarked and opened again.
 */
import type { PageStorage } from "../storage/pageStorage";

const SESSION_KEY = "talknshop.session";
const TOKEN_KEY = "talknshop.token.";
const MAX_TOKEN_CHARACTERS = 2_000;
const SESSION_PARAMETER = "session";
const ID_PATTERN = /^[A-Za-z0-9_-]{1,128}$/;

/** A new random id; `crypto.randomUUID` would need HTTPS, which a server at home may lack. */
export function newId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${prefix}_${hex}`;
}

function validId(value: string | null): string | null {
  return value !== null && ID_PATTERN.test(value) ? value : null;
}

/** The token that opens a conversation again, or null. */
export function sessionToken(storage: PageStorage, sessionId: string): string | null {
  const token = storage.get(TOKEN_KEY + sessionId);
  return token !== null && token.length <= MAX_TOKEN_CHARACTERS ? token : null;
}

/** Keeps the token of a conversation for the next visit. */
export function keepSessionToken(storage: PageStorage, sessionId: string, token: string): void {
  storage.set(TOKEN_KEY + sessionId, token);
}

/** Forgets every text that is kept of a conversation. */
export function forgetSession(storage: PageStorage, sessionId: string): void {
  for (const key of storage.keys("talknshop.")) {
    const parts = key.split(".");
    if (parts[2] === sessionId) storage.remove(key);
  }
  if (storage.get(SESSION_KEY) === sessionId) storage.remove(SESSION_KEY);
}

/** The conversation named in the address, or null. */
export function sessionInAddress(search: string): string | null {
  return validId(new URLSearchParams(search).get(SESSION_PARAMETER));
}

/** The conversation to open: the one in the address, else the last one, else a new one. */
export function openingSession(search: string, storage: PageStorage): string {
  return sessionInAddress(search) ?? validId(storage.get(SESSION_KEY)) ?? newId("sess");
}

/** Keeps the open conversation for the next visit. */
export function rememberSession(storage: PageStorage, sessionId: string): void {
  storage.set(SESSION_KEY, sessionId);
}

/** The address of a conversation. */
export function sessionPath(sessionId: string): string {
  return `/?${SESSION_PARAMETER}=${encodeURIComponent(sessionId)}`;
}
