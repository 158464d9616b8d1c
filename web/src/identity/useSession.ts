import { useCallback, useEffect, useState } from "react";
import type { PageStorage } from "../storage/pageStorage";
import { newId, openingSession, rememberSession, sessionInAddress, sessionPath } from "./identity";

export interface SessionChoice {
  sessionId: string;
  /** Opens a new, empty conversation; the old one stays in the browser's history. */
  startSession: () => void;
  /** Goes over to a conversation there is. */
  openSession: (sessionId: string) => void;
}

/** The open conversation, kept in step with the address and with this browser's memory. */
export function useSession(storage: PageStorage): SessionChoice {
  const [sessionId, setSessionId] = useState(() =>
    openingSession(window.location.search, storage),
  );

  useEffect(() => {
    rememberSession(storage, sessionId);
    if (sessionInAddress(window.location.search) !== sessionId) {
      window.history.replaceState(null, "", sessionPath(sessionId));
    }
  }, [sessionId, storage]);

  useEffect(() => {
    const followAddress = () => setSessionId(openingSession(window.location.search, storage));
    window.addEventListener("popstate", followAddress);
    return () => window.removeEventListener("popstate", followAddress);
  }, [storage]);

  const openSession = useCallback((next: string) => {
    window.history.pushState(null, "", sessionPath(next));
    setSessionId(next);
  }, []);
  const startSession = useCallback(() => openSession(newId("sess")), [openSession]);

  return { sessionId, startSession, openSession };
}
