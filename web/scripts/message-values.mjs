/** What a message in ICU MessageFormat takes: its values with their types, and its tags. */
import { parse, TYPE } from "@formatjs/icu-messageformat-parser";

const VALUE_TYPES = {
  [TYPE.argument]: "string",
  [TYPE.number]: "number",
  [TYPE.date]: "Date",
  [TYPE.time]: "Date",
  [TYPE.select]: "string",
  [TYPE.plural]: "number",
};

function below(element) {
  if (element.type === TYPE.tag) return element.children;
  return Object.values(element.options ?? {}).flatMap((option) => option.value);
}

function collect(elements, found) {
  for (const element of elements) {
    const type = VALUE_TYPES[element.type];
    if (type !== undefined) found.values[element.value] = type;
    if (element.type === TYPE.tag) found.tags.add(element.value);
    collect(below(element), found);
  }
  return found;
}

/** The values of a message by name, each with its type, and the names of its tags; throws on bad syntax. */
export function valuesOf(message) {
  const { values, tags } = collect(parse(message), { values: {}, tags: new Set() });
  const sorted = Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { values: Object.fromEntries(sorted), tags: [...tags].toSorted() };
}

/**
 * What is wrong with a language's messages beside those of English, as sentences.
 *
 * @param {Record<string, string>} english messages by key
 * @param {Record<string, string>} own messages by key
 */
export function faultsOf(english, own) {
  const missing = Object.keys(english).filter((key) => !(key in own));
  const unknown = Object.keys(own).filter((key) => !(key in english));
  const other = Object.keys(english).filter((key) => key in own && !takesTheSame(english[key], own[key]));
  return [
    ...missing.map((key) => `${key} is missing`),
    ...unknown.map((key) => `${key} is no message of English`),
    ...other.map((key) => `${key} takes other values or tags than in English, or is malformed`),
  ];
}

function takesTheSame(english, own) {
  try {
    return JSON.stringify(valuesOf(english)) === JSON.stringify(valuesOf(own));
  } catch {
    return false;
  }
}
