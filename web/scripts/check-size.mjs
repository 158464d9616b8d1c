/**
 * Fails when the page has grown: what is loaded before anything can be seen, compressed by gzip.
 *
 * Parts that are fetched on demand do not count; everything the page names in its HTML does, and the
 * largest of the languages, one of which is fetched before anything is drawn.
 */
import { readdir, readFile, stat } from "node:fs/promises";

const FOLDER = new URL("../../src/talknshop/orchestrator/page/", import.meta.url);
const MOST_KB = 250;

const page = await readFile(new URL("index.html", FOLDER), "utf8");
const named = [...page.matchAll(/<(?:script|link)[^>]+(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)];
const languages = (await readdir(new URL("assets/", FOLDER)))
  .filter((name) => /^[a-z]{2}-.+\.js$/.test(name))
  .map((name) => `assets/${name}`);
if (languages.length === 0) throw new Error("The page has no language: is it built?");

async function measured(path) {
  return { path, size: (await stat(new URL(`${path}.gz`, FOLDER))).size };
}

const sizes = await Promise.all(["index.html", ...named.map(([, path]) => path)].map(measured));
const spoken = await Promise.all(languages.map(measured));
sizes.push(spoken.toSorted((one, other) => other.size - one.size)[0]);
const total = sizes.reduce((sum, { size }) => sum + size, 0) / 1024;
if (named.length < 2) throw new Error("The page names no script and no style: is it built?");
console.log(`First load: ${total.toFixed(1)} KB of ${MOST_KB} KB, gzipped.`);
if (total > MOST_KB) {
  for (const { path, size } of sizes) console.error(`  ${path}: ${(size / 1024).toFixed(1)} KB`);
  process.exitCode = 1;
}
