import { describe, expect, it } from "vitest";
import { reduce } from "../conversation/reducer";
import { emptyConversation } from "../conversation/state";
import { ENGLISH } from "../testing/messages";
import { sampleLog } from "../testing/samples";
import { answerText, conversationText } from "./transcript";

const { turns } = sampleLog().reduce(
  (state, event) => reduce(state, { type: "event", event }),
  emptyConversation("s1"),
);

describe("a conversation as text", () => {
  it("has both sides, the products with their prices and links, and what failed", () => {
    expect(conversationText(turns, ENGLISH)).toBe(
      [
        "> coffee",
        "For beans?",
        "> Yes",
        "Here it is.",
        "1 product fits.\n1. Lever espresso machine ($240, eBay)\n   https://shop.example/e-1",
        "> more",
        "The shops are busy.",
      ].join("\n\n"),
    );
  });

  it("is nothing where nothing was said", () => {
    expect(conversationText([], ENGLISH)).toBe("");
    const [first] = turns;
    if (first === undefined) throw new Error("the sample has turns");
    expect(answerText({ ...first, clarification: null }, ENGLISH)).toBe("");
  });
});
