import { type RefObject, useCallback, useEffect, useMemo, useState } from "react";
import { canStop } from "../conversation/selectors";
import type { ConversationStore } from "../conversation/store";
import { consentReturn } from "../selling/consentReturn";
import type { Draft } from "../storage/drafts";
import type { PageStorage } from "../storage/pageStorage";
import type { Panel, Shell } from "./ShellContext";

export interface Surroundings {
  sessionId: string;
  storage: PageStorage;
  store: ConversationStore;
  draft: Draft;
  input: RefObject<HTMLTextAreaElement | null>;
  openSession: (sessionId: string) => void;
  newConversation: () => void;
  forgetSession: (sessionId: string) => void;
  showNews: () => void;
  showKeys: () => void;
}

/** What is open at first: who comes back from connecting an account sees how that went. */
function openingPanel(): Panel | null {
  const consent = consentReturn(window.location.search);
  return consent === null ? null : { kind: "listings", jobId: null, consent };
}

/** The page around one conversation, and which panel is open over it. */
export function useShellOf(around: Surroundings): {
  shell: Shell;
  panel: Panel | null;
  /** Closes a panel, unless another one stands in its place by now. */
  closePanel: (closed: Panel) => void;
  /** Grows when the box has got other words than were typed into it. */
  rewrites: number;
  /** The run whose message stands in the box to be said otherwise, or null. */
  rewriting: string | null;
  /** The next message is one of its own again. */
  stopRewriting: () => void;
} {
  const { draft, forgetSession, input, newConversation, openSession } = around;
  const { sessionId, showKeys, showNews, storage, store } = around;
  const [panel, setPanel] = useState(openingPanel);
  const [rewrites, setRewrites] = useState(0);
  const [rewriting, setRewriting] = useState<string | null>(null);
  const stopRewriting = useCallback(() => setRewriting(null), []);
  useEffect(() => {
    if (rewrites > 0) input.current?.focus();
  }, [input, rewrites]);

  const shell = useMemo((): Shell => {
    const stop = () => {
      if (canStop(store.getSnapshot().conversation)) store.stop();
    };
    return {
      sessionId,
      storage,
      show: setPanel,
      edit: store.edit,
      rewrite: (words, runId) => {
        stop();
        setRewriting(runId);
        const present = draft.load().trim();
        draft.save(present === "" || present === words ? words : `${present}\n${words}`);
        setRewrites((times) => times + 1);
      },
      turns: () => store.getSnapshot().conversation.turns,
      openSession,
      newConversation,
      forgetSession: (forgotten) => {
        forgetSession(forgotten);
        if (forgotten === sessionId) newConversation();
      },
      showNews,
      showKeys,
      write: () => input.current?.focus(),
      stop,
    };
  }, [draft, forgetSession, input, newConversation, openSession, sessionId, showKeys, showNews, storage, store]);

  function closePanel(closed: Panel): void {
    setPanel((present) => (present === closed ? null : present));
  }

  return { shell, panel, closePanel, rewrites, rewriting, stopRewriting };
}
