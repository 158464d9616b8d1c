import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { ENGLISH } from "../testing/messages";
import { SOURCE } from "../testing/samples";
import { formatClock } from "../format/time";
import type { Source } from "../wire/model";
import { SourceStrip } from "./SourceStrip";
import { render } from "../testing/render";

const STORE: Source = { ...SOURCE, marketplace: "store", name: null, count: 3 };
const WALMART: Source = { ...SOURCE, marketplace: "walmart", name: "Walmart" };

function told(): (string | null)[] {
  const list = screen.getByRole("list", { name: "Where it was looked" });
  return within(list).getAllByRole("listitem").map(({ textContent }) => textContent?.trim() ?? null);
}

function strip(sources: readonly Source[], onAskAgain: ((shop: string) => void) | null = null) {
  const awaiting = [{ marketplace: "amazon", name: "Amazon" }];
  render(<SourceStrip sources={sources} awaiting={awaiting} onAskAgain={onAskAgain} />);
}

describe("SourceStrip", () => {
  it("names each shop at one place, our own first, with how it answered", () => {
    strip([{ ...WALMART, status: "timed_out", count: 0 }, { ...SOURCE, simulated: true }, STORE]);
    expect(told()).toEqual([
      "TalknShop store: 3 found",
      "Waiting for Amazon",
      "eBay: 12 found Simulated",
      "Walmart did not answer in time",
    ]);
  });

  it.each([
    ["partial", "eBay answered in part: 12 found"],
    ["throttled", "eBay is busy"],
    ["not_configured", "eBay is not connected here"],
    ["auth_error", "eBay did not let us in"],
    ["error", "eBay did not answer"],
  ])("says in words what became of one that is %s", (status, expected) => {
    strip([{ ...SOURCE, status }]);
    expect(told()).toContain(expected);
  });

  it("says of a kept answer from when it is", () => {
    const cached_at = new Date().toISOString();
    const moment = formatClock(cached_at, new Date(), ENGLISH.locale);
    strip([
      { ...SOURCE, cached_at },
      { ...WALMART, status: "timed_out", count: 7, cached_at },
    ]);
    expect(told()).toEqual([
      "Waiting for Amazon",
      `eBay: 12 found · as of ${moment} (kept answer)`,
      `Walmart did not answer in time · 7 found as of ${moment} (kept answer)`,
    ]);
  });

  it("calls shops of one protocol by their own names, but not by an address", () => {
    const shop = { ...SOURCE, marketplace: "ucp", name: "lamps.example" };
    strip([shop, { ...shop, name: "127.0.0.1:8010" }]);
    expect(told()).toEqual([
      "Waiting for Amazon",
      "lamps.example: 12 found",
      "Partner shops: 12 found",
    ]);
  });

  it("asks again whom that may help, and only while it can", async () => {
    const asked: string[] = [];
    const sources = [
      { ...WALMART, status: "timed_out" },
      { ...SOURCE, status: "throttled" },
    ];
    strip(sources, (shop) => asked.push(shop));
    await userEvent.click(screen.getByRole("button", { name: "Ask Walmart again" }));
    expect(asked).toEqual(["Walmart"]);
    expect(screen.queryByRole("button", { name: "Ask eBay again" })).toBeNull();
    strip(sources);
    expect(screen.getAllByRole("button")).toHaveLength(1);
  });

  it("counts on a phone who has answered, and names them on request", async () => {
    strip([STORE, SOURCE, { ...WALMART }, { ...SOURCE, marketplace: "bestbuy", status: "error" }]);
    const summary = screen.getByRole("button", { name: "Shops that answered: 3" });
    const [store, waiting, bestbuy] = screen.getAllByRole("listitem");
    expect(store?.className).toContain("max-sm:hidden");
    expect(waiting?.className).not.toContain("max-sm:hidden");
    expect(bestbuy?.className).not.toContain("max-sm:hidden");
    await userEvent.click(summary);
    expect(summary.getAttribute("aria-expanded")).toBe("true");
    expect(store?.className).not.toContain("max-sm:hidden");
  });

  it("is nothing where nobody was asked", () => {
    render(<SourceStrip sources={[]} awaiting={[]} onAskAgain={null} />);
    expect(screen.queryByRole("list")).toBeNull();
  });
});
