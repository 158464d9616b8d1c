/** Small texts by key, kept for the next visit where the browser allows it. */
export interface PageStorage {
  get(key: string): string | null;
  set(key: string, text: string): void;
  remove(key: string): void;
  /** The keys that begin so, in no particular order. */
  keys(prefix: string): string[];
  /** Calls back when another tab changes a text; ends with the function it returns. */
  onChange(key: string, listener: (text: string | null) => void): () => void;
}

/**
 * Storage that never fails: what the browser refuses to keep lives as long as the page.
 *
 * @param open gives the browser's storage; the mere access throws where storage is blocked, and a
 *   write throws when there is no room left
 */
export function pageStorage(open: () => Storage): PageStorage {
  const refused = new Map<string, string>();

  function attempt<Result>(task: (store: Storage) => Result): Result | undefined {
    try {
      return task(open());
    } catch {
      return undefined;
    }
  }

  function stored(): string[] {
    const names = attempt((store) => Array.from({ length: store.length }, (_, at) => store.key(at)));
    return (names ?? []).filter((name) => name !== null);
  }

  return {
    get: (key) => refused.get(key) ?? attempt((store) => store.getItem(key)) ?? null,
    set: (key, text) => {
      refused.set(key, text);
      attempt((store) => {
        store.setItem(key, text);
        refused.delete(key);
      });
    },
    remove: (key) => {
      refused.delete(key);
      attempt((store) => store.removeItem(key));
    },
    keys: (prefix) => {
      const names = new Set([...refused.keys(), ...stored()]);
      return [...names].filter((name) => name.startsWith(prefix));
    },
    onChange: (key, listener) => {
      const follow = (event: StorageEvent) => {
        if (event.key === key) listener(event.newValue);
      };
      window.addEventListener("storage", follow);
      return () => window.removeEventListener("storage", follow);
    },
  };
}
