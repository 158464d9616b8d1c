import { useEffect, useState } from "react";
import { newId, openingSession, rememberSession, sessionInAddress, sessionPath } from "./identity";

export interface SessionChoice {
  sessionId: string;
  /** Opens a new, empty conversation; the old one stays in the browser's history. */
  startSession: () => void;
}

/** The open conversation, kept in step with the address and with this browser's memory. */
export function useSession(): SessionChoice {
  const [sessionId, setSessionId] = useState(() =>
    openingSession(window.location.search, localStorage),
  );

  useEffect(() => {
    rememberSession(localStorage, sessionId);
    if (sessionInAddress(window.location.search) !== sessionId) {
      window.history.replaceState(null, "", sessionPath(sessionId));
    }
  }, [sessionId]);

  useEffect(() => {
    const followAddress = () =>
      setSessionId(openingSession(window.location.search, localStorage));
    window.addEventListener("popstate", followAddress);
    return () => window.removeEventListener("popstate", followAddress);
  }, []);

  function startSession(): void {
    const next = newId("sess");
    window.history.pushState(null, "", sessionPath(next));
    setSessionId(next);
  }

  return { sessionId, startSession };
}
