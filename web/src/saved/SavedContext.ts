import { createContext, useContext, useSyncExternalStore } from "react";
import type { SavedState, SavedStore } from "./store";

/** What the person keeps for later; null where nothing can be kept. */
export const SavedContext = createContext<SavedStore | null>(null);

const NOTHING: SavedState = { items: null, failure: null };
const NOBODY = () => () => undefined;

/** What the person keeps for later as it is now. */
export function useSaved(): { store: SavedStore | null; saved: SavedState } {
  const store = useContext(SavedContext);
  const saved = useSyncExternalStore(store?.subscribe ?? NOBODY, store?.getSnapshot ?? (() => NOTHING));
  return { store, saved };
}
