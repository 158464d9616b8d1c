import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Brings the beginning of the latest turn to the top when a turn begins, and leaves the page where
 * it is while the turn grows, so that nobody loses the line being read.
 */
export function useScrollToLatest(latestKey: string | null): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (latestKey === null) return;
    const isFirst = list.current?.childElementCount === 1;
    if (isFirst) window.scrollTo({ top: 0 });
    else list.current?.lastElementChild?.scrollIntoView({ block: "start" });
  }, [latestKey]);
  return list;
}
