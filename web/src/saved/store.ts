import type { Api } from "../http/api";
import { type Failure, failureOf } from "../http/request";
import type { SavedProduct } from "../wire/decodeSaved";
import type { Product } from "../wire/model";

export interface SavedState {
  /** Saved last first; null until they are known. */
  items: readonly SavedProduct[] | null;
  /** What could not be done, with the product it was about, or null. */
  failure: { productId: string | null; problem: Failure } | null;
}

export interface SavedStore {
  getSnapshot(): SavedState;
  /** The first who asks has them fetched. */
  subscribe(listener: () => void): () => void;
  refresh(): Promise<void>;
  /** Saves a product, or no longer; shown at once, and taken back when the server refuses. */
  toggle(product: Product): Promise<void>;
}

/** Holds what a person keeps for later, whichever conversation is open. */
export function createSavedStore(api: Pick<Api, "saved" | "save" | "removeSaved">): SavedStore {
  let state: SavedState = { items: null, failure: null };
  let isAsked = false;
  const listeners = new Set<() => void>();

  function update(next: SavedState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function without(productId: string): readonly SavedProduct[] {
    return (state.items ?? []).filter(({ product }) => product.product_id !== productId);
  }

  async function refresh(): Promise<void> {
    isAsked = true;
    try {
      update({ items: await api.saved(), failure: null });
    } catch (problem) {
      update({ ...state, failure: { productId: null, problem: failureOf(problem) } });
    }
  }

  async function save(product: Product): Promise<readonly SavedProduct[]> {
    const saved = await api.save(product.product_id);
    return [saved, ...without(product.product_id)];
  }

  async function remove(productId: string): Promise<readonly SavedProduct[]> {
    await api.removeSaved(productId);
    return without(productId);
  }

  async function toggle(product: Product): Promise<void> {
    const { product_id: productId } = product;
    const before = state.items ?? [];
    const present = before.find((one) => one.product.product_id === productId);
    const expected: SavedProduct[] = present === undefined ? [{ product, saved_at: "" }] : [];
    update({ items: [...expected, ...without(productId)], failure: null });
    try {
      const items = present === undefined ? await save(product) : await remove(productId);
      update({ items, failure: null });
    } catch (problem) {
      const items = present === undefined ? without(productId) : [present, ...without(productId)];
      update({ items, failure: { productId, problem: failureOf(problem) } });
    }
  }

  return {
    getSnapshot: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      if (!isAsked) void refresh();
      return () => listeners.delete(listener);
    },
    refresh,
    toggle,
  };
}
