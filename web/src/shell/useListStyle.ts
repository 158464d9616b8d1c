import { useCallback, useSyncExternalStore } from "react";
import type { PageStorage } from "../storage/pageStorage";
import { useShell } from "./ShellContext";

/** How products stand: beside each other, or one a line. */
export type ListStyle = "grid" | "list";

const STYLE_KEY = "talknshop.products";
const listeners = new Set<() => void>();

function readStyle(storage: PageStorage | undefined): ListStyle {
  return storage?.get(STYLE_KEY) === "list" ? "list" : "grid";
}

/** How products stand everywhere on the page, as the person chose it last. */
export function useListStyle(): { style: ListStyle; choose: (style: ListStyle) => void } {
  const storage = useShell()?.storage;
  const subscribe = useCallback((listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
  const style = useSyncExternalStore(subscribe, () => readStyle(storage));
  const choose = useCallback(
    (next: ListStyle) => {
      storage?.set(STYLE_KEY, next);
      for (const listener of listeners) listener();
    },
    [storage],
  );
  return { style, choose };
}
