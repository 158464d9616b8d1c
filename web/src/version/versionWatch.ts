import type { Fetch } from "../http/request";

const LONGEST_WAIT_MS = 10_000;

/** Says whether the server has another page by now than the one that is open. */
export interface VersionWatch {
  /** Whether a newer page is known of. */
  getSnapshot(): boolean;
  subscribe(listener: () => void): () => void;
  /** Asks the server, unless it is known already; a server that does not answer says nothing. */
  check(): Promise<void>;
}

/**
 * Watches for a newer page.
 *
 * @param script the path of this page's script, whose name changes with whatever is in the page;
 *   null where the page is served as it is written, and never gets old
 */
export function versionWatch(fetch: Fetch, script: string | null): VersionWatch {
  let isOutdated = false;
  const listeners = new Set<() => void>();

  function tell(): void {
    if (isOutdated) return;
    isOutdated = true;
    for (const listener of listeners) listener();
  }

  async function pageOfServer(): Promise<string | null> {
    const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
    const response = await fetch("/", { method: "GET", headers: { accept: "text/html" }, signal });
    const isPage = response.headers.get("content-type")?.startsWith("text/html") === true;
    return response.ok && isPage ? response.text() : null;
  }

  return {
    getSnapshot: () => isOutdated,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    check: async () => {
      if (script === null || isOutdated) return;
      const page = await pageOfServer().catch(() => null);
      if (page !== null && !page.includes(script)) tell();
    },
  };
}
