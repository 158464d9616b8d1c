import { describe, expect, it } from "vitest";
import { speak } from "../testing/messages";
import { NOTICE, OFFER, PRODUCT, WISH } from "../testing/samples";
import type { Translate } from "../messages/translate";
import type { Relaxation } from "../wire/model";
import type { Operation } from "../wire/types";
import { noticeSentence } from "./notice";
import { formatFacts } from "./numbers";
import { offersSentence } from "./offers";
import { problemSentence } from "./problem";
import { progressSentence } from "./progress";
import { reasonSentence } from "./reason";
import { relaxationLabel } from "./relaxation";
import { formatMoment } from "./time";
import { watchLabel, wishChips } from "./wish";
import { sourceSentence } from "./sources";
import { attributeName, excludedSentence } from "./words";

const DE = speak("de");
const ES = speak("es");
const NBSP = "\u00A0";

describe("in German", () => {
  it("money, dates and lists are as people write them", () => {
    const wish = { ...WISH, price: { min: null, max: 1249.5, currency: "EUR" } };
    expect(wishChips(wish, DE)[1]).toMatchObject({
      label: `Bis 1.249,50${NBSP}€`,
      removal: { name: `Bis 1.249,50${NBSP}€ entfernen` },
    });
    expect(offersSentence([OFFER, { ...OFFER, price: 12.5 }], DE)).toBe(
      `2 Angebote ab 12,50${NBSP}$`,
    );
    expect(formatMoment("2026-05-01T10:00:00Z", DE.locale)).toContain("01.05.2026");
    expect(formatFacts(["Neu", "Auf Lager"], DE.locale)).toBe("Neu, Auf Lager");
    const excluded = [
      { reason: "price", slot: "price_max", count: 3 },
      { reason: "brand", slot: "brands", count: 2 },
      { reason: "mystery", slot: "attributes.screen_size", count: 1 },
    ];
    expect(excludedSentence(excluded, DE)).toBe(
      "Nicht dabei: 3 über deinem Preis, 2 von einer anderen Marke und 1 mit abweichender Angabe zu „Bildschirmgröße“.",
    );
  });

  it("names what it knows and leaves what it does not", () => {
    expect(["screen size", "attributes.ram", "wheel_size"].map((name) => attributeName(name, DE))).toEqual([
      "Bildschirmgröße",
      "Arbeitsspeicher",
      "Wheel size",
    ]);
    const source = { marketplace: "ebay", status: "timed_out", count: 0, message: null };
    expect(sourceSentence(source, DE)).toBe("eBay hat nicht rechtzeitig geantwortet");
  });
});

describe("noticeSentence", () => {
  it.each([
    ["price_drop", 0, `Jetzt günstiger: Lever espresso machine für 240${NBSP}$.`],
    ["new_match", 1, `Neu: Lever espresso machine für 240${NBSP}$ und 1 weiteres.`],
    ["back_in_stock", 2, `Wieder auf Lager: Lever espresso machine für 240${NBSP}$ und 2 weitere.`],
    ["haunted", 0, NOTICE.message],
    [null, 0, NOTICE.message],
  ])("of %s with %d others", (reason, others, expected) => {
    const more = Array.from({ length: others }, () => PRODUCT);
    const first = { ...PRODUCT, title: "Lever espresso machine, 15 bar" };
    expect(noticeSentence({ ...NOTICE, reason, products: [first, ...more] }, DE)).toBe(expected);
  });

  it("names no price that is not known, and is the server's in English", () => {
    const silent = { ...NOTICE, products: [{ ...PRODUCT, price: null }] };
    expect(noticeSentence(silent, ES)).toBe("Ahora más barato: Lever espresso machine.");
    expect(noticeSentence(silent, speak("en"))).toBe(NOTICE.message);
    expect(noticeSentence({ ...NOTICE, products: [] }, ES)).toBe(NOTICE.message);
  });
});

describe("words of a requirement", () => {
  it("are said in the language of the page where its glossary has them", () => {
    const wish = {
      ...WISH,
      product_type: "running shoe",
      attributes: { color: "black", size: "10" },
      exclude: ["leather"],
    };
    const labels = (t: Translate) => wishChips(wish, t).map(({ label }) => label);
    expect(labels(DE)).toEqual(["Laufschuh", "Farbe: Schwarz", "Größe: 10", "Ohne Leder"]);
    expect(labels(ES)).toEqual([
      "Zapatilla de correr",
      "Color: negro",
      "Talla o tamaño: 10",
      "Sin cuero",
    ]);
    expect(wishChips(wish, DE)[1]?.removal?.operations).toEqual([
      { op: "remove", slot: "attributes.color", value: "black" },
    ]);
    expect(DE.word("toString")).toBe("toString");
  });

  it("name a watch, which the server names itself in English", () => {
    const wish = { ...WISH, product_type: "running shoe", attributes: { color: "black" } };
    expect(watchLabel(wish, DE)).toBe("Laufschuh, Farbe: Schwarz");
    expect(watchLabel(wish, speak("en"))).toBeNull();
    const long = { ...WISH, exclude: Array.from({ length: 90 }, (_one, index) => `thing ${index}`) };
    expect(watchLabel(long, DE)).toHaveLength(200);
  });

  it("stand in reasons too", () => {
    const reasons = [{ code: "matches", values: { words: "headphones, wireless, 40 mm" } }];
    expect(reasonSentence({ why_ranked: null, reasons }, DE)).toBe(
      "Passt zu Kopfhörer, Kabellos, 40 mm",
    );
  });
});

describe("reasonSentence", () => {
  const reasons = [
    { code: "cheapest", values: { count: 12 } },
    { code: "stars_of", values: { rating: 4.5, reviews: 1204 } },
  ];
  const product = { ...PRODUCT, why_ranked: "Cheapest of 12 that fit", reasons };

  it("is the server's in English, and made of its reasons elsewhere", () => {
    expect(reasonSentence(product, speak("en"))).toBe("Cheapest of 12 that fit");
    expect(reasonSentence(product, ES)).toBe(
      "El más barato de 12 que cumplen; 4,5 estrellas con 1204 valoraciones",
    );
  });

  it("is the server's where a reason is not known, or lacks a value", () => {
    for (const last of [{ code: "haunted", values: {} }, { code: "under_limit", values: {} }]) {
      const unknown = { ...product, reasons: [...reasons, last] };
      expect(reasonSentence(unknown, ES)).toBe("Cheapest of 12 that fit");
    }
    expect(reasonSentence({ ...product, reasons: [] }, ES)).toBe("Cheapest of 12 that fit");
  });
});

function labelOf(operation: Operation, adds: number | null = 1204): string {
  const relaxation: Relaxation = { label: "Whatever: 1,204 more", operations: [operation], adds };
  const price = { min: null, max: 900, currency: "EUR" };
  return relaxationLabel(relaxation, { ...WISH, price }, DE);
}

describe("relaxationLabel", () => {
  it.each<[Operation, string]>([
    [{ op: "set", slot: "price_max", value: 1100 }, `Bis 1.100${NBSP}€: 1.204 mehr`],
    [{ op: "remove", slot: "price_min", value: null }, "Auch günstigere: 1.204 mehr"],
    [{ op: "remove", slot: "brands", value: null }, "Egal welche Marke: 1.204 mehr"],
    [{ op: "remove", slot: "condition", value: null }, "Egal welcher Zustand: 1.204 mehr"],
    [{ op: "set", slot: "rating_min", value: 3.5 }, "Ab 3,5 Sternen: 1.204 mehr"],
    [{ op: "remove", slot: "rating_min", value: null }, "Auch ohne Bewertung: 1.204 mehr"],
    [{ op: "set", slot: "product_type", value: "mouse" }, "Maus jeder Art: 1.204 mehr"],
    [{ op: "remove", slot: "brands", value: "Cassia" }, "Whatever: 1,204 more"],
    [{ op: "add", slot: "brands", value: "Cassia" }, "Whatever: 1,204 more"],
    [{ op: "remove", slot: "price_max", value: null }, "Whatever: 1,204 more"],
    [{ op: "set", slot: "rating_min", value: "high" }, "Whatever: 1,204 more"],
  ])("of %j is %s", (operation, expected) => {
    expect(labelOf(operation)).toBe(expected);
  });

  it("is the server's where the count is missing", () => {
    expect(labelOf({ op: "remove", slot: "brands", value: null }, null)).toBe("Whatever: 1,204 more");
  });
});

describe("what the server says in English", () => {
  it("is said by its code elsewhere", () => {
    const problem = { code: "rate_limit_error", message: "5 messages are waiting." } as const;
    expect(problemSentence(problem, speak("en"))).toBe("5 messages are waiting.");
    expect(problemSentence(problem, ES)).toBe(
      "Fue demasiado de una vez. Inténtalo de nuevo en un momento.",
    );
  });

  it("is said by the name of the step, with its count", () => {
    const step = { step: "search_complete", message: "Found 2", sources: null, total_count: 2 };
    expect(progressSentence(step, DE)).toBe("2 Produkte gefunden");
    expect(progressSentence({ ...step, total_count: null }, DE)).toBe("Found 2");
    expect(progressSentence({ ...step, step: "juggling" }, DE)).toBe("Found 2");
  });
});
