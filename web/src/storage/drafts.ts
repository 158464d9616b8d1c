import type { PageStorage } from "./pageStorage";

const DRAFT_KEY = "talknshop.draft.";

/** What stands in the box of one conversation, not yet sent. */
export interface Draft {
  load(): string;
  save(text: string): void;
  /** Follows what is written in another tab; ends with the function it returns. */
  follow(listener: (text: string) => void): () => void;
}

/** The draft of a conversation; it outlives the page, and every tab shows the same one. */
export function draftOf(storage: PageStorage, sessionId: string): Draft {
  const key = DRAFT_KEY + sessionId;
  return {
    load: () => storage.get(key) ?? "",
    save: (text) => (text === "" ? storage.remove(key) : storage.set(key, text)),
    follow: (listener) => storage.onChange(key, (text) => listener(text ?? "")),
  };
}
