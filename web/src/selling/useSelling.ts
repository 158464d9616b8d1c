import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Api } from "../http/api";
import { useApi } from "../http/ApiContext";
import { type Failure, failureOf } from "../http/request";
import type { MarketplaceConnection } from "../wire/selling";
import { createSellingApi, type SellingApi } from "./sellingApi";

/** The crosspost service behind the page. */
export function useSellingApi(): SellingApi {
  const api = useApi();
  return useMemo(() => createSellingApi(api), [api]);
}

interface ConnectionStore {
  /** Null until they are known. */
  getSnapshot(): readonly MarketplaceConnection[] | null;
  subscribe(listener: () => void): () => void;
  /** Asks anew; fails with a `RequestProblem`. */
  refresh(): Promise<void>;
}

function connectionStore(api: Api): ConnectionStore {
  const selling = createSellingApi(api);
  let known: readonly MarketplaceConnection[] | null = null;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => known,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh: async () => {
      known = await selling.connections();
      for (const listener of listeners) listener();
    },
  };
}

/** One for each server the page talks to, so that every listing on the page asks but once. */
const stores = new WeakMap<Api, ConnectionStore>();

function storeOf(api: Api): ConnectionStore {
  const store = stores.get(api) ?? connectionStore(api);
  stores.set(api, store);
  return store;
}

/** The marketplaces that can be posted to, and how each stands with the seller. */
export function useConnections(): {
  connections: readonly MarketplaceConnection[] | null;
  refresh: () => Promise<void>;
} {
  const store = storeOf(useApi());
  const connections = useSyncExternalStore(store.subscribe, store.getSnapshot);
  useEffect(() => {
    // Without an answer nothing is marked; whoever needs it asks again.
    if (store.getSnapshot() === null) store.refresh().catch(() => undefined);
  }, [store]);
  return { connections, refresh: store.refresh };
}

/** Runs what may fail: whether it is under way, and why the last one failed. */
export function useAttempt(): {
  isBusy: boolean;
  failure: Failure | null;
  /** Answers whether it worked. */
  attempt: (task: () => Promise<void>) => Promise<boolean>;
} {
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const attempt = useCallback(async (task: () => Promise<void>) => {
    setIsBusy(true);
    setFailure(null);
    try {
      await task();
      return true;
    } catch (problem) {
      setFailure(failureOf(problem));
      return false;
    } finally {
      setIsBusy(false);
    }
  }, []);
  return { isBusy, failure, attempt };
}
