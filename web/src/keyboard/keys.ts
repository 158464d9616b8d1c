/** What a key can do anywhere on the page. */
export type Command = "write" | "stop" | "help";

export interface KeyDescription {
  key: string;
  command: Command;
}

/** The keys of the page, as the help lists them. */
export const KEYS: readonly KeyDescription[] = [
  { key: "/", command: "write" },
  { key: "Escape", command: "stop" },
  { key: "?", command: "help" },
];

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
  const isTaken = press.defaultPrevented || press.isComposing;
  if (isTaken || press.altKey || press.ctrlKey || press.metaKey) return null;
  const isCharacter = press.key.length === 1;
  if (isCharacter && isText) return null;
  return KEYS.find(({ key }) => key === press.key)?.command ?? null;
}
