import { type KeyboardEvent, useCallback } from "react";

const IN_CARD = "a, button, input[type=checkbox], summary";
const LEAD = "a[href], button, input";

/** How many cards stand beside each other in the first line. */
function columnsOf(cards: readonly HTMLElement[]): number {
  const top = cards[0]?.offsetTop;
  const next = cards.findIndex((card) => card.offsetTop !== top);
  return next < 0 ? cards.length : next;
}

/** How many cards on a key leads; null for a key that leads nowhere. */
function stepOf(key: string, columns: number, isRightToLeft: boolean): number | null {
  const forward = isRightToLeft ? -1 : 1;
  switch (key) {
    case "ArrowRight":
      return forward;
    case "ArrowLeft":
      return -forward;
    case "ArrowDown":
      return columns;
    case "ArrowUp":
      return -columns;
    default:
      return null;
  }
}

function isChord({ altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return altKey || ctrlKey || metaKey;
}

/** The arrow keys lead from card to card, as they stand on the screen. */
export function useCardKeys(): (event: KeyboardEvent<HTMLUListElement>) => void {
  return useCallback((event) => {
    const { currentTarget: list, key, target } = event;
    if (!(target instanceof Element) || !target.matches(IN_CARD) || isChord(event)) return;
    const cards = Array.from(list.children).filter((child) => child instanceof HTMLElement);
    const at = cards.findIndex((card) => card.contains(target));
    const step = stepOf(key, columnsOf(cards), getComputedStyle(list).direction === "rtl");
    const next = step === null ? undefined : cards[at + step];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    next.querySelector<HTMLElement>(LEAD)?.focus();
  }, []);
}
