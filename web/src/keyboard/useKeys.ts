import { useEffect, useState } from "react";
import type { PageStorage } from "../storage/pageStorage";
import { type Command, commandOf } from "./keys";

const KEYS_KEY = "talknshop.keys";
const WRITABLE = "input, textarea, select, [contenteditable]";

function isWriting({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.matches(WRITABLE);
}

/**
 * Runs the command of a key pressed anywhere on the page, and keeps whether single characters are
 * keys at all.
 *
 * @param onCommand answers whether it did something; else the key keeps its own meaning
 */
export function useKeys(
  storage: PageStorage,
  onCommand: (command: Command) => boolean,
): { isOn: boolean; switchTo: (isOn: boolean) => void } {
  const [isOn, setIsOn] = useState(() => storage.get(KEYS_KEY) !== "off");

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      // An open dialog has the keyboard for itself.
      if (document.querySelector("dialog[open]") !== null) return;
      const command = commandOf(event, !isOn || isWriting(event));
      if (command !== null && onCommand(command)) event.preventDefault();
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [isOn, onCommand]);

  function switchTo(next: boolean): void {
    setIsOn(next);
    if (next) storage.remove(KEYS_KEY);
    else storage.set(KEYS_KEY, "off");
  }

  return { isOn, switchTo };
}
