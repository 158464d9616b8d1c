import { IntlMessageFormat } from "intl-messageformat";
import { Children, type ReactNode } from "react";
import type { LANGUAGES, PlainMessages, RichMessages } from "./keys";

/** A language that the page speaks. */
export type Language = (typeof LANGUAGES)[number];

/** What the page says in one language, by key. */
export type Catalogue = Readonly<Record<keyof PlainMessages | keyof RichMessages, string>>;

type Arguments<Taken> = [Taken] extends [null] ? [] : [values: Taken];

/** Says messages in one language. */
export interface Translate {
  <Key extends keyof PlainMessages>(key: Key, ...values: Arguments<PlainMessages[Key]>): string;
  /** A message with tags: `<strong>`, `<hidden>` (only heard), `<wide>` (only seen where there is room). */
  rich<Key extends keyof RichMessages>(key: Key, ...values: Arguments<RichMessages[Key]>): ReactNode;
  /** The message of a key that the wire names, or null: it is unknown, or takes other values. */
  find(key: string, values?: Values): string | null;
  readonly language: Language;
  /** The language with the region of the person, for numbers, money and dates. */
  readonly locale: string;
}

/** What stands in for the names in a message. */
export type Values = Readonly<Record<string, string | number | Date>>;

const TAGS = {
  strong: (chunks: ReactNode[]) => <strong className="font-medium">{chunks}</strong>,
  hidden: (chunks: ReactNode[]) => <span className="sr-only">{chunks}</span>,
  wide: (chunks: ReactNode[]) => <span className="max-sm:sr-only">{chunks}</span>,
};

/** Says the messages of a catalogue. */
export function createTranslate(language: Language, locale: string, catalogue: Catalogue): Translate {
  const formats = new Map<string, IntlMessageFormat>();

  function formatOf(key: keyof Catalogue): IntlMessageFormat {
    const format = formats.get(key) ?? new IntlMessageFormat(catalogue[key], locale);
    formats.set(key, format);
    return format;
  }

  function say(key: keyof PlainMessages, ...[values]: (Values | null)[]): string {
    return String(formatOf(key).format(values ?? {}));
  }

  function find(key: string, values?: Values): string | null {
    if (!Object.hasOwn(catalogue, key)) return null;
    try {
      // It is a key of the catalogue, as was just seen.
      return say(key as keyof PlainMessages, values ?? null);
    } catch {
      return null;
    }
  }

  function rich(key: keyof RichMessages, ...[values]: (Values | null)[]): ReactNode {
    return Children.toArray(formatOf(key).format<ReactNode>({ ...values, ...TAGS }));
  }

  return Object.assign(say, { rich, find, language, locale });
}
