import { useEffect, useState } from "react";
import type { ConnectionStatus } from "./connection";

/** Shorter gaps are not worth a word. */
const PATIENCE_MS = 2_000;

/**
 * Whether the connection has been missing for so long that the person should know. A pause that the
 * server asked for does not count.
 */
export function useOffline(status: ConnectionStatus, patienceMs = PATIENCE_MS): boolean {
  const isMissing = status === "connecting" || status === "waiting";
  const [isOffline, setIsOffline] = useState(false);
  useEffect(() => {
    if (!isMissing) return;
    const timer = setTimeout(() => setIsOffline(true), patienceMs);
    return () => {
      clearTimeout(timer);
      setIsOffline(false);
    };
  }, [isMissing, patienceMs]);
  return isOffline;
}
