import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Brings the beginning of the latest turn to the top when a turn begins, and leaves the page where
 * it is while the turn grows, so that nobody loses the line being read.
 *
 * @param latestKey names the latest turn; another one scrolls to it
 * @param takesFocus whether the latest turn gets the keyboard too: what was pressed to begin it goes
 */
export function useScrollToLatest(
  latestKey: string | null,
  takesFocus: boolean,
): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const latest = list.current?.lastElementChild;
    if (latestKey === null || !latest) return;
    if (latest.previousElementSibling === null) window.scrollTo({ top: 0 });
    else latest.scrollIntoView({ block: "start" });
    if (takesFocus && latest instanceof HTMLElement) latest.focus({ preventScroll: true });
  }, [latestKey, takesFocus]);
  return list;
}
