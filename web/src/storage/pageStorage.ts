/** Small texts by key, kept for the next visit where the browser allows it. */
export interface PageStorage {
  get(key: string): string | null;
  set(key: string, text: string): void;
  remove(key: string): void;
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
  };
}
