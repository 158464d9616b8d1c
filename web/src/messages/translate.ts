import { IntlMessageFormat } from "intl-messageformat";
import { createElement, Fragment, type ReactNode } from "react";
import type { LANGUAGES, PlainMessages, RichMessages } from "./keys";

/** A language that the page speaks. */
export type Language = (typeof LANGUAGES)[number];

type Key = keyof PlainMessages | keyof RichMessages;

/** What the page says in one language. */
export interface Catalogue {
  messages: Readonly<Record<Key, string>>;
  /** The English words that requirements are made of, each in this language. */
  words: Readonly<Record<string, string>>;
}

type Arguments<Taken> = [Taken] extends [null] ? [] : [values: Taken];

/** Says messages in one language. */
export interface Translate {
  <Key extends keyof PlainMessages>(key: Key, ...values: Arguments<PlainMessages[Key]>): string;
  /** A message with tags: `<strong>`, `<hidden>` (only heard), `<wide>` (only seen where there is room). */
  rich<Key extends keyof RichMessages>(key: Key, ...values: Arguments<RichMessages[Key]>): ReactNode;
  /** The message of a key that the wire names, or null: it is unknown, or takes other values. */
  find(key: string, values?: Values): string | null;
  /** A word of a requirement in this language; the same where it is not known. */
  word(english: string): string;
  /** The other way: the English of a word of a requirement, in any case; the same where it is not known. */
  english(word: string): string;
  readonly language: Language;
  /** The language with the region of the person, for numbers, money and dates. */
  readonly locale: string;
}

/** What stands in for the names in a message. */
export type Values = Readonly<Record<string, string | number | Date>>;

/** Any other message says itself, and need not be read as a pattern. */
const IS_PATTERN = /[{}<']/;

/** What draws the inside of a tag; its parts stand in a fixed order, so they need no keys. */
function tag(name: string, className: string) {
  return (parts: ReactNode[]) => createElement(name, { className }, ...parts);
}

const TAGS = {
  strong: tag("strong", "font-medium"),
  hidden: tag("span", "sr-only"),
  wide: tag("span", "max-sm:sr-only"),
};

/** Says the messages of a catalogue. */
export function createTranslate(language: Language, locale: string, catalogue: Catalogue): Translate {
  const { messages, words } = catalogue;
  const formats = new Map<string, IntlMessageFormat>();

  function formatOf(key: Key): IntlMessageFormat {
    const format = formats.get(key) ?? new IntlMessageFormat(messages[key], locale);
    formats.set(key, format);
    return format;
  }

  function say(key: keyof PlainMessages, ...[values]: (Values | null)[]): string {
    const message = messages[key];
    if (!IS_PATTERN.test(message)) return message;
    return String(formatOf(key).format(values ?? {}));
  }

  function find(key: string, values?: Values): string | null {
    if (!Object.hasOwn(messages, key)) return null;
    try {
      // It is a key of the catalogue, as was just seen.
      return say(key as keyof PlainMessages, values ?? null);
    } catch {
      return null;
    }
  }

  function rich(key: keyof RichMessages, ...[values]: (Values | null)[]): ReactNode {
    const parts = [formatOf(key).format<ReactNode>({ ...values, ...TAGS })].flat();
    return createElement(Fragment, null, ...parts);
  }

  function word(english: string): string {
    return Object.hasOwn(words, english) ? (words[english] ?? english) : english;
  }

  let backwards: ReadonlyMap<string, string> | null = null;

  function backToEnglish(given: string): string {
    // Of several English words the first is what is usually meant.
    backwards ??= new Map(
      Object.entries(words).toReversed().map(([known, own]) => [own.toLowerCase(), known]),
    );
    return backwards.get(given.trim().toLowerCase()) ?? given;
  }

  return Object.assign(say, { rich, word, english: backToEnglish, find, language, locale });
}
