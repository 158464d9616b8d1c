import { createContext, useContext, useEffect } from "react";
import { createStatusStore, type StatusStore } from "./store";

/** The status line of the page; a component that stands by itself speaks to nobody. */
export const StatusContext = createContext<StatusStore>(createStatusStore());

/** What says things to those who cannot see them. */
export function useStatus(): StatusStore {
  return useContext(StatusContext);
}

/** Says a sentence whenever it is another than before; null and no words are not said. */
export function useAnnouncement(sentence: string | null): void {
  const status = useStatus();
  useEffect(() => {
    if (sentence !== null && sentence !== "") status.say(sentence);
  }, [sentence, status]);
}
