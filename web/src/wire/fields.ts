/** Readers of untrusted JSON: each gives a value of the wanted kind, or null. */

export type Fields = Readonly<Record<string, unknown>>;

/** Longer than any sentence or title that makes sense to show. */
const MAX_TEXT_CHARACTERS = 20_000;

/** The value as an object, or null when it is anything else. */
export function asFields(value: unknown): Fields | null {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : null;
}

/** The value as text, cut when absurdly long, or null. */
export function asText(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, MAX_TEXT_CHARACTERS) : null;
}

/** The value as text that says something, without surrounding space, or null. */
export function asWords(value: unknown): string | null {
  return asText(value)?.trim() || null;
}

/** The value as a finite number, or null. */
export function asNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The value as a finite number of 0 or more, or null. */
export function asAmount(value: unknown): number | null {
  const number = asNumber(value);
  return number !== null && number >= 0 ? number : null;
}

/** The value as a whole number of 0 or more, or null. */
export function asCount(value: unknown): number | null {
  return Number.isSafeInteger(value) ? asAmount(value) : null;
}

/** The items of a list that `read` understands; the others are left out. */
export function asList<Item>(value: unknown, read: (item: unknown) => Item | null): Item[] {
  if (!Array.isArray(value)) return [];
  return value.map(read).filter((item): item is Item & {} => item !== null);
}

/** The value when it is one of `choices`, or null. */
export function asChoice<Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
): Choice | null {
  return choices.find((choice) => choice === value) ?? null;
}
