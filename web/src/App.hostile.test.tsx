import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { nextFrame, openApp } from "./testing/openApp";
import { memoryArchive } from "./testing/memoryArchive";
import { sampleLog } from "./testing/samples";

const [THINKING, PROGRESS, RESULTS, , , , , DONE] = sampleLog().slice(4);

describe("the page, told odd things", () => {
  beforeEach(() => {
    localStorage.clear();
    window.history.replaceState(null, "", "/");
  });

  it("reads on behind half frames, and behind events it does not know", async () => {
    const { deliver, greet } = openApp();
    await greet();
    await deliver(
      { ...THINKING, seq: 1 },
      '{"type": "results", "seq": 2, "da',
      "[]",
      "",
      { type: "horoscope", seq: 2, data: { sign: "crab" } },
      { type: "results", seq: 3, run_id: "r2", data: { products: "none" } },
      { ...PROGRESS, seq: 4, data: 7 },
      { ...RESULTS, seq: 5 },
      { ...DONE, seq: 6 },
    );
    expect(screen.getByRole("log").textContent).toContain("You said: Yes");
    expect(screen.getByText("1 product fits.")).toBeTruthy();
    expect(screen.getByRole("log").getAttribute("aria-busy")).toBe("false");
  });

  it("shows what is left of products without fields, and drops what is none", async () => {
    const { deliver, greet } = openApp();
    await greet();
    const products = [
      {},
      null,
      { product_id: "bare" },
      {
        product_id: "absurd",
        title: "<img src=x onerror=alert(1)>".repeat(400),
        price: -3,
        list_price: "free",
        currency: "DOUBLOONS",
        rating: 1e9,
        review_count: 2.5,
        image_url: "javascript:alert(1)",
        deep_link: "javascript:alert(1)",
        marketplace_url: "http://plain.example/",
        as_of: "yesterday",
        offers: "many",
      },
    ];
    await deliver(
      { ...THINKING, seq: 1 },
      { type: "results", seq: 2, run_id: "r2", data: { products, total_count: "lots" } },
      { ...DONE, seq: 3 },
    );
    const cards = within(screen.getByRole("list", { name: "Products" })).getAllByRole("article");
    expect(cards).toHaveLength(2);
    expect(cards[0]?.textContent).toContain("Product without a name");
    for (const card of cards) expect(card.textContent).toContain("Price not stated");
    expect(cards[1]?.querySelector("img, a")).toBeNull();
    expect(cards[1]?.querySelector("h3")?.textContent).toHaveLength(301);
  });

  it("shows what it kept of a conversation before the server answers, and asks for the rest", async () => {
    window.history.replaceState(null, "", "/?session=kept");
    const archive = memoryArchive();
    const frames = sampleLog().slice(0, 12).map((event, index) => ({ seq: index + 1, text: JSON.stringify(event) }));
    await archive.append("kept", frames);
    const { deliver, latest, sockets } = openApp(() => localStorage, { archive });
    await waitFor(() => expect(sockets.opened).toHaveLength(1));
    await nextFrame();
    expect(within(screen.getByRole("log")).getByText("Here it is.")).toBeTruthy();
    expect(new URL(latest().address).searchParams.get("last_seq")).toBe("12");
    latest().accept();
    await deliver({ type: "connected", data: { last_seq: 15 } }, ...sampleLog().slice(12));
    expect(screen.getByText("The shops are busy.")).toBeTruthy();
    await waitFor(async () => expect(await archive.load("kept")).toHaveLength(15));
  });

  it("forgets what it kept when the server begins the log anew", async () => {
    window.history.replaceState(null, "", "/?session=kept");
    const archive = memoryArchive();
    const frames = sampleLog().map((event, index) => ({ seq: index + 1, text: JSON.stringify(event) }));
    await archive.append("kept", frames);
    const { deliver, latest, sockets } = openApp(() => localStorage, { archive });
    await waitFor(() => expect(sockets.opened).toHaveLength(1));
    latest().accept();
    await deliver({ type: "connected", data: { last_seq: 0 } });
    expect(screen.getByRole("heading", { name: "What are you looking for?" })).toBeTruthy();
    await waitFor(async () => expect(await archive.load("kept")).toEqual([]));
  });
});
