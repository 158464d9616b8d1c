import { describe, expect, it } from "vitest";
import { pageStorage } from "../storage/pageStorage";
import { localeOf, nameOf, openingLanguage, rememberLanguage } from "./languages";

function storage() {
  return pageStorage(() => localStorage);
}

describe("openingLanguage", () => {
  it.each([
    [["de-AT", "en"], "de"],
    [["fr-FR", "es-MX", "en"], "es"],
    [["fr-FR", "ja"], "en"],
    [["EN-gb"], "en"],
    [[], "en"],
  ])("of a browser that prefers %j is %s", (preferred, expected) => {
    expect(openingLanguage(storage(), preferred)).toBe(expected);
  });

  it("is the one that was chosen here, whatever the browser prefers", () => {
    rememberLanguage(storage(), "es");
    expect(openingLanguage(storage(), ["de-DE"])).toBe("es");
  });

  it("forgets a choice that is no language of the page", () => {
    storage().set("talknshop.language", "tlh");
    expect(openingLanguage(storage(), ["de-DE"])).toBe("de");
  });
});

describe("localeOf", () => {
  it.each([
    ["de", ["en-US", "de-CH"], "de-CH"],
    ["de", ["en-US"], "de"],
    ["en", ["en-US@posix"], "en"],
  ] as const)("of %s for a browser that prefers %j is %s", (language, preferred, expected) => {
    expect(localeOf(language, preferred)).toBe(expected);
  });
});

describe("nameOf", () => {
  it("names each language in itself", () => {
    expect((["en", "es", "de"] as const).map(nameOf)).toEqual(["English", "Español", "Deutsch"]);
  });
});
