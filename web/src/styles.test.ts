import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Classes that name a side of the screen instead of where reading begins and ends. */
const SIDED =
  /(?<![\w-])-?(?:(?:m|p|scroll-m|scroll-p)[lr]-|(?:left|right)-|border-[lr](?![\w])|border-[lr]-|rounded-[lr](?![\w])|rounded-[lr]-|rounded-[tb][lr]|text-(?:left|right)(?![\w])|float-(?:left|right))/;
/** The classes of a component, as they are written. */
const CLASSES = /(?:className=|const [A-Z_]+ =)\s*\{?["`]([^"`]+)["`]/g;

describe("the page", () => {
  it("names no side of the screen, so that it can be read from right to left", async () => {
    const folder = join(import.meta.dirname, "components");
    const files = (await readdir(folder)).filter((name) => name.endsWith(".tsx"));
    const found: string[] = [];
    for (const file of files) {
      const text = await readFile(join(folder, file), "utf8");
      for (const [, classes = ""] of text.matchAll(CLASSES)) {
        const sided = classes.split(/\s+/).filter((one) => SIDED.test(one.replace(/^.*:/, "")));
        found.push(...sided.map((one) => `${file}: ${one}`));
      }
    }
    expect(files.length).toBeGreaterThan(40);
    expect(found).toEqual([]);
  });
});
