import { describe, expect, it } from "vitest";
import { ENGLISH } from "../testing/messages";
import { COMPARISON, event, OFFER, PRODUCT, RESULTS, SOURCE, WISH } from "../testing/samples";
import type { PageEvent, Progress } from "../wire/model";
import { reduce } from "./reducer";
import { describeStatus } from "./selectors";
import { emptyConversation } from "./state";

const WAITING: Progress = {
  step: "search_marketplaces",
  message: "1 of 2 shops have answered",
  sources: [SOURCE],
  so_far: {
    products: [PRODUCT],
    sources: [SOURCE],
    awaiting: [{ marketplace: "walmart", name: "Walmart" }],
    wish: WISH,
  },
  total_count: null,
};
const BOTH = [SOURCE, { ...SOURCE, marketplace: "walmart", name: "Walmart" }];
const FOUND: Progress = { step: "search_complete", message: "Found", sources: BOTH, total_count: 3 };
const RANKING: Progress = { step: "rank_and_compose", message: "", sources: null, total_count: null };

function states(...steps: [PageEvent["type"], unknown][]) {
  let state = emptyConversation("s1");
  return steps.map(([type, data], index) => {
    // The type names its data, which the compiler cannot follow through the tuples.
    const one = event(type, data as never, { seq: index + 1, run: "r" });
    state = reduce(state, { type: "event", event: one });
    return state;
  });
}

describe("a search that waits for shops", () => {
  const all = states(
    ["progress", WAITING],
    ["progress", FOUND],
    ["progress", RANKING],
    ["results", RESULTS],
    ["done", { message: "", outcome: "results" }],
  );
  const [waiting, complete, ranking, found, over] = all.map(({ turns }) => turns[0]);

  it("keeps what it has found until there are results", () => {
    expect(waiting?.soFar).toEqual(WAITING.so_far);
    expect(complete?.soFar).toEqual({ ...WAITING.so_far, sources: BOTH, awaiting: [] });
    expect(ranking?.soFar).toEqual(complete?.soFar);
    expect(found?.results).toEqual(RESULTS);
    expect(over?.soFar).toBeNull();
  });

  it("is told once to those who cannot see it", () => {
    const told = all.map((state) => describeStatus(state, false, ENGLISH));
    expect([...new Set(told.slice(0, 3))]).toEqual([
      "Searching the shops. The first products are there.",
    ]);
    expect(told.at(-1)).toBe("1 product found.");
  });

  it("leaves what it found where it was stopped", () => {
    const stopped = states(["progress", WAITING], ["done", { message: "", outcome: "cancelled" }]);
    expect(stopped.at(-1)?.turns[0]?.soFar).toEqual(WAITING.so_far);
  });
});

describe("a comparison in words", () => {
  it("has the offers that the conversation found", () => {
    const offers = [OFFER, { ...OFFER, product_id: "o-2", marketplace: "ebay" }];
    const results = { ...RESULTS, products: [{ ...PRODUCT, offers }] };
    const [, state] = states(["results", results], ["comparison", COMPARISON]);
    const compared = state?.turns[0]?.comparison?.products.map((product) => product.offers);
    expect(compared).toEqual([offers, []]);
  });
});
