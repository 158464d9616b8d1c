/** What a key can do anywhere on the page. */
export type Command = "write" | "stop" | "help" | "palette";

export interface KeyDescription {
  key: string;
  command: Command;
}

/** With Ctrl, or with Cmd on a Mac. */
export const PALETTE_KEY = "k";

/** The keys of the page, as the help lists them. */
export const KEYS: readonly KeyDescription[] = [
  { key: "/", command: "write" },
  { key: "Escape", command: "stop" },
  { key: "?", command: "help" },
  { key: PALETTE_KEY, command: "palette" },
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
