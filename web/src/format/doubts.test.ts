import { describe, expect, it } from "vitest";
import { ENGLISH, speak } from "../testing/messages";
import { doubtSentence } from "./doubts";

const BROKEN = {
  reason: "title_contradicts",
  message: "Its title says “cracked”, and it is offered as like new.",
  code: "title_says_unsound",
  values: { said: "cracked", condition: "like_new" },
};

describe("doubtSentence", () => {
  it("is the server's sentence in its own language", () => {
    expect(doubtSentence(BROKEN, ENGLISH)).toBe(BROKEN.message);
  });

  it("names what is doubted in the language of the page", async () => {
    expect(doubtSentence(BROKEN, await speak("de"))).toBe(
      "Im Titel steht „cracked“, angeboten wird es als: Wie neu.",
    );
  });

  it("tells the reason where the code is missing or new", async () => {
    const german = await speak("de");
    const told = "Titel und Angaben widersprechen sich.";
    expect(doubtSentence({ ...BROKEN, code: null, values: {} }, german)).toBe(told);
    expect(doubtSentence({ ...BROKEN, code: "unheard_of" }, german)).toBe(told);
    expect(doubtSentence({ ...BROKEN, code: null, reason: "unheard_of" }, german)).toBe(
      BROKEN.message,
    );
  });
});
