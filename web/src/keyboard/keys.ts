/** What a key can do anywhere on the page. */
export type Command = "write" | "stop" | "help" | "palette";

export interface KeyDescription {
  key: string;
  /** As it stands on the keyboard. */
  label: string;
  command: Command;
  purpose: string;
}

/** With Ctrl, or with Cmd on a Mac. */
const PALETTE_KEY = "k";

/** The keys of the page, as the help lists them. */
export const KEYS: readonly KeyDescription[] = [
  { key: "/", label: "/", command: "write", purpose: "Go to the box and write" },
  { key: "Escape", label: "Esc", command: "stop", purpose: "Stop what is being worked on" },
  { key: "?", label: "?", command: "help", purpose: "Show these keys" },
  { key: PALETTE_KEY, label: "Ctrl + K", command: "palette", purpose: "Find what the page can do" },
];

const PLAIN_KEYS = KEYS.filter(({ command }) => command !== "palette");

function chordOf(key: string): Command | null {
  return key.toLowerCase() === PALETTE_KEY ? "palette" : null;
}

/** The part of a keyboard event that decides. */
export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "altKey" | "ctrlKey" | "metaKey" | "isComposing" | "defaultPrevented"
>;

/**
 * The command of a key, or null.
 *
 * @param isText whether a character is only a character: in a text field, or where single
 *   characters as keys were switched off
 */
export function commandOf(press: KeyPress, isText: boolean): Command | null {
  if (press.defaultPrevented || press.isComposing || press.altKey) return null;
  if (press.ctrlKey || press.metaKey) return chordOf(press.key);
  const isCharacter = press.key.length === 1;
  if (isCharacter && isText) return null;
  return PLAIN_KEYS.find(({ key }) => key === press.key)?.command ?? null;
}
