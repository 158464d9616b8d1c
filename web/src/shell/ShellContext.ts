import { createContext, useContext } from "react";
import type { Edit, Turn } from "../conversation/state";
import type { ConsentReturn } from "../selling/consentReturn";
import type { DocumentPlace } from "../documents/types";
import type { PageStorage } from "../storage/pageStorage";
import type { Product } from "../wire/model";

/** What can stand beside or above the conversation, one at a time. */
export type Panel =
  | { kind: "history" }
  | { kind: "saved" }
  | { kind: "palette" }
  | { kind: "listings"; jobId: string | null; consent?: ConsentReturn | null }
  | { kind: "product"; product: Product }
  | { kind: "documents" }
  | { kind: "document"; place: DocumentPlace };

/** What any part of the page may do with the page as a whole. */
export interface Shell {
  sessionId: string;
  storage: PageStorage;
  show: (panel: Panel) => void;
  /** Changes the requirement, or its order, by hand. */
  edit: (edit: Edit) => void;
  /** Puts the words of a turn back into the box, to be said otherwise; what is worked on is stopped. */
  rewrite: (words: string, runId: string | null) => void;
  turns: () => readonly Turn[];
  openSession: (sessionId: string) => void;
  newConversation: () => void;
  /** Forgets what this browser keeps of a conversation. */
  forgetSession: (sessionId: string) => void;
  showNews: () => void;
  showKeys: () => void;
  write: () => void;
  stop: () => void;
}

export const ShellContext = createContext<Shell | null>(null);

/** The page around a component; null where it stands by itself. */
export function useShell(): Shell | null {
  return useContext(ShellContext);
}
