/**
 * Writes src/messages/catalogues/*.json and src/messages/keys.ts from the catalogues and glossaries
 * that the Python side reads too. What a language lacks is filled in with English; that, and a
 * message that takes other values than in English, fails.
 *
 * With --check it writes nothing and also fails when a file is stale.
 */
import { readdir, readFile } from "node:fs/promises";
import { parse as parseToml } from "smol-toml";
import { writeOrCheck } from "./generated.mjs";
import { faultsOf, valuesOf } from "./message-values.mjs";

const SOURCE = new URL("../../src/talknshop/language/rules/lexicon/messages/page/", import.meta.url);
const GLOSSARIES = new URL("../../src/talknshop/language/rules/lexicon/languages/", import.meta.url);
const OUTPUT = new URL("../src/messages/", import.meta.url);
/** The parts of a glossary whose words a requirement is made of. */
const WORDS_OF = ["products", "properties"];
const BANNER = "/* Generated from the message catalogues by `npm run types`. Do not edit. */";

async function readCatalogue(name) {
  const sections = parseToml(await readFile(new URL(name, SOURCE), "utf8"));
  return Object.fromEntries(
    Object.entries(sections).flatMap(([section, messages]) =>
      Object.entries(messages).map(([key, message]) => [`${section}.${key}`, message]),
    ),
  );
}

async function readCatalogues() {
  const names = (await readdir(SOURCE)).filter((name) => name.endsWith(".toml")).toSorted();
  const read = names.map(async (name) => [name.replace(".toml", ""), await readCatalogue(name)]);
  return Object.fromEntries(await Promise.all(read));
}

/** Words as they stand by themselves: German writes nouns, which end most of them, with a capital. */
function asWritten(words, language) {
  if (language !== "de") return words;
  return words.replace(/^\p{L}|(?<= )\p{L}(?=[^ ]*$)/gu, (letter) => letter.toUpperCase());
}

/** Words that the page prefers to those of the glossary; most languages need none. */
async function readPreferred(language) {
  const text = await readFile(new URL(`words/${language}.toml`, SOURCE), "utf8").catch(() => "");
  return parseToml(text);
}

/** The words of a requirement, which are English, with the first that a glossary has for each. */
async function readWords(language) {
  const text = await readFile(new URL(`${language}.toml`, GLOSSARIES), "utf8").catch(() => "");
  const { gloss = {} } = parseToml(text);
  const lines = WORDS_OF.flatMap((part) => (gloss[part] ?? "").split("\n"));
  const pairs = lines.filter((line) => line.includes(":")).map((line) => {
    const [english, ...rest] = line.split(":");
    const [first] = rest.join(":").split(",");
    return [english.trim(), asWritten(first.trim(), language)];
  });
  return { ...Object.fromEntries(pairs), ...(await readPreferred(language)) };
}

function valuesType(values) {
  const fields = Object.entries(values).map(([name, type]) => `${name}: ${type}`);
  return fields.length === 0 ? "null" : `{ ${fields.join("; ")} }`;
}

function declaration(name, meaning, messages) {
  const lines = messages.map(({ key, values }) => `  "${key}": ${valuesType(values)};`);
  return [`/** ${meaning} */`, `export interface ${name} {`, ...lines, "}"].join("\n");
}

function keysModule(languages, english) {
  const messages = Object.entries(english).map(([key, text]) => ({ key, ...valuesOf(text) }));
  const plain = messages.filter(({ tags }) => tags.length === 0);
  const rich = messages.filter(({ tags }) => tags.length > 0);
  const list = languages.map((language) => `"${language}"`).join(", ");
  return [
    BANNER,
    `export const LANGUAGES = [${list}] as const;`,
    declaration("PlainMessages", "Messages that are text, each with the values it takes.", plain),
    declaration("RichMessages", "Messages with tags in them, each with the values it takes.", rich),
    "",
  ].join("\n\n").replace(/\n+$/, "\n");
}

const catalogues = await readCatalogues();
const { en: english } = catalogues;
const files = new Map([
  [new URL("keys.ts", OUTPUT), keysModule(Object.keys(catalogues), english)],
]);
for (const [language, own] of Object.entries(catalogues)) {
  for (const fault of faultsOf(english, own)) {
    console.error(`page/${language}.toml: ${fault}.`);
    process.exitCode = 1;
  }
  const whole = Object.keys(english).map((key) => [key, own[key] ?? english[key]]);
  const catalogue = { messages: Object.fromEntries(whole), words: await readWords(language) };
  const text = `${JSON.stringify(catalogue, null, 2)}\n`;
  files.set(new URL(`catalogues/${language}.json`, OUTPUT), text);
}
await writeOrCheck(files, "npm run types");
