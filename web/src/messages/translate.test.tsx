import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ENGLISH, speak } from "../testing/messages";
import { LANGUAGES } from "./keys";
import { type FetchCatalogue, fetchBuilt, loadMessages } from "./loading";
import type { Language } from "./translate";

describe("messages", () => {
  it.each([
    ["en", 0, "Nothing fits all of this."],
    ["en", 1, "1 product fits."],
    ["en", 1204, "1,204 products fit."],
    ["es", 0, "Nada cumple todo esto."],
    ["es", 1, "1 producto cumple lo que pides."],
    ["es", 12, "12 productos cumplen lo que pides."],
    ["de", 0, "Nichts erfüllt alle Wünsche."],
    ["de", 1, "1 Produkt passt."],
    ["de", 1204, "1.204 Produkte passen."],
  ] as const)("in %s have the plural of %d", (language, count, expected) => {
    expect(speak(language)("results.fits", { count })).toBe(expected);
  });

  it("write numbers as the region does", () => {
    expect(speak("de", "de-CH")("excluded.price", { count: 1204 })).toMatch(/^1[’']204 /);
    expect(speak("de")("product.stars", { rating: 4 })).toBe("4,0 von 5");
  });

  it("draw what is only heard, only seen where there is room, or strong", () => {
    const { container } = render(
      <>
        {ENGLISH.rich("product.compare", { title: "Lamp <b>" })}
        {ENGLISH.rich("header.new_conversation")}
        {ENGLISH.rich("results.corrected", { words: "laptop" })}
      </>,
    );
    expect(container.querySelector(".sr-only")?.textContent).toBe(" Lamp <b>");
    expect(container.querySelector(".max-sm\\:sr-only")?.textContent).toBe(" conversation");
    expect(container.querySelector("strong")?.textContent).toBe("laptop");
  });

  it("are found by what the wire names, with the values it gives", () => {
    expect(ENGLISH.find("condition.new")).toBe("New");
    expect(ENGLISH.find("condition.haunted")).toBeNull();
    expect(ENGLISH.find("toString")).toBeNull();
    expect(ENGLISH.find("reason.under_limit", { percent: 12 })).toBe("12% under your limit");
    expect(ENGLISH.find("reason.under_limit", { count: 12 })).toBeNull();
  });
});

function fetchAllBut(missing: Language): FetchCatalogue {
  return (language) =>
    language === missing ? Promise.reject(new TypeError("network")) : fetchBuilt(language);
}

describe("loadMessages", () => {
  it.each(LANGUAGES)("loads %s as it was built", async (language) => {
    const t = await loadMessages(language, [`${language}-XX`]);
    expect([t.language, t.locale]).toEqual([language, `${language}-XX`]);
    expect(t("page.close")).toBe(speak(language)("page.close"));
  });

  it("falls back to English where a language cannot be fetched", async () => {
    const t = await loadMessages("de", ["de-AT", "en-GB"], fetchAllBut("de"));
    expect([t.language, t.locale]).toEqual(["en", "en-GB"]);
    expect(t("page.close")).toBe("Close");
  });

  it("fails where not even English can be fetched", async () => {
    await expect(loadMessages("en", [], fetchAllBut("en"))).rejects.toThrow("network");
  });
});
