import { describe, expect, it } from "vitest";
import { faultsOf, valuesOf } from "../../scripts/message-values.mjs";
import { catalogueOf } from "../testing/messages";
import { LANGUAGES } from "./keys";

describe("catalogues", () => {
  it.each(LANGUAGES)("%s has the messages of English, each with the same values and tags", (language) => {
    expect(faultsOf(catalogueOf("en").messages, catalogueOf(language).messages)).toEqual([]);
  });

  it.each(LANGUAGES)("%s is written without a straight quote", (language) => {
    // In ICU MessageFormat it would swallow the braces behind it.
    expect(Object.values(catalogueOf(language).messages).filter((text) => /['"]/.test(text))).toEqual([]);
  });
});

describe("faultsOf", () => {
  const english = { a: "{count, plural, one {# lamp} other {# lamps}}", b: "See <strong>{name}</strong>" };

  it.each([
    ["nothing", english, []],
    ["a missing message", { a: english.a }, ["b is missing"]],
    ["one too many", { ...english, c: "C" }, ["c is no message of English"]],
    ["another value", { ...english, b: "<strong>{nombre}</strong>" }, ["b takes"]],
    ["a missing tag", { ...english, b: "{name}" }, ["b takes"]],
    ["a number that is not counted", { ...english, a: "{count} Lampen" }, ["a takes"]],
    ["a broken brace", { ...english, b: "<strong>{name</strong>" }, ["b takes"]],
  ])("finds %s", (_name, own, expected) => {
    const faults = faultsOf(english, own);
    expect(faults).toHaveLength(expected.length);
    for (const [index, fault] of faults.entries()) expect(fault).toContain(expected[index]);
  });

  it("knows the values of each branch of a message", () => {
    expect(valuesOf("{n, plural, one {<b>{x}</b>} other {{y, number}}}")).toEqual({
      values: { n: "number", x: "string", y: "number" },
      tags: ["b"],
    });
  });
});
