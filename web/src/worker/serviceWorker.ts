/**
 * Keeps the page in the browser, so that it opens without a server.
 *
 * The page itself is asked for anew whenever there is a network; its parts have names that change
 * with their content, so those of several versions stand beside each other, and a tab that runs on
 * an older version finds its own.
 */
/** Filled in by the build: every file of this version, and a name that changes with them. */
declare const FILES: readonly string[];
declare const VERSION: string;

// The compiler takes every worker for one of the plain kind.
const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const PREFIX = "talknshop-page-";
const PICTURES = "talknshop-pictures";
const MOST_PICTURES = 300;
const VERSIONS_KEPT = 3;
const PATIENCE_MS = 4_000;
/** The server gives the page to whoever asks for HTML, and a description to programs. */
const PAGE = new Request("/", { headers: { accept: "text/html" }, cache: "no-cache" });

async function install(): Promise<void> {
  const cache = await caches.open(PREFIX + VERSION);
  await cache.addAll([PAGE, ...FILES]);
  await worker.skipWaiting();
}

/** The caches of versions are listed in the order they were made. */
async function activate(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const others = names.filter((name) => name !== PREFIX + VERSION);
  const old = others.slice(0, Math.max(0, others.length - (VERSIONS_KEPT - 1)));
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

function patience(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
}

async function keptPage(): Promise<Response | undefined> {
  const cache = await caches.open(PREFIX + VERSION);
  return cache.match(PAGE, { ignoreVary: true });
}

async function openPage(request: Request): Promise<Response> {
  const asked = fetch(request).catch(() => undefined);
  const answer = await Promise.race([asked, patience()]);
  if (answer?.ok) return answer;
  return (await keptPage()) ?? (await asked) ?? Response.error();
}

/** This version's own part first; a tab of an older one finds its own behind it. */
async function part(request: Request): Promise<Response> {
  const cache = await caches.open(PREFIX + VERSION);
  const own = await cache.match(request, { ignoreVary: true });
  return own ?? (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function picture(request: Request): Promise<Response> {
  const cache = await caches.open(PICTURES);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await keepPicture(cache, request, answer.clone()).catch(() => undefined);
  return answer;
}

async function keepPicture(cache: Cache, request: Request, answer: Response): Promise<void> {
  await cache.put(request, answer);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_PICTURES)).map((one) => cache.delete(one)));
}

/** What answers a request from here; null for what is none of our business. */
function answerOf(request: Request): Promise<Response> | null {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return null;
  if (request.mode === "navigate") return url.pathname === "/" ? openPage(request) : null;
  if (FILES.includes(url.pathname) || url.pathname.startsWith("/assets/")) return part(request);
  return url.pathname.startsWith("/catalog/pictures/") ? picture(request) : null;
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const answer = answerOf(event.request);
  if (answer !== null) event.respondWith(answer);
});
