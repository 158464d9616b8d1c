import { describe, expect, it } from "vitest";
import { ENGLISH, speak } from "../testing/messages";
import { valueText } from "./values";

const DE = speak("de");
const ES = speak("es");

describe("valueText", () => {
  it.each([
    ["like_new", "condition", "Wie neu"],
    ["in_stock", "availability", "Auf Lager"],
    ["Yes", "foldable", "Ja"],
    ["false", "foldable", "Nein"],
    ["Black", "color", "Schwarz"],
    ["black, silver", "color", "Schwarz, Silber"],
    ["Men's", "gender", "Für Herren"],
    ["Imitation leather, navy", "material", "Kunstleder, Marineblau"],
    ["cotton / something else", "material", "Baumwolle / something else"],
  ])("says %s of %s in German", (value, name, words) => {
    expect(valueText(value, name, DE)).toBe(words);
  });

  it("leaves open values and names as they are", () => {
    expect(valueText("Snapdragon 8 Gen 3", "cpu", DE)).toBe("Snapdragon 8 Gen 3");
    expect(valueText("Silver", "brand", DE)).toBe("Silver");
    expect(valueText("like a charm", "condition", ES)).toBe("like a charm");
  });

  it("says yes and no in every language", () => {
    expect([valueText("true", "foldable", ENGLISH), valueText("no", "foldable", ES)]).toEqual(["Yes", "No"]);
  });
});
