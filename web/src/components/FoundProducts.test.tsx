import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { COMPARISON, PRODUCT, RESULTS } from "../testing/samples";
import { withServices } from "../testing/withServices";
import type { Product } from "../wire/model";
import { FoundProducts } from "./FoundProducts";
import { render } from "../testing/render";

const COMPARE = "POST /catalog/api/v1/compare";

function products(count: number) {
  return Array.from({ length: count }, (_, place) => ({
    ...PRODUCT,
    product_id: `p-${place}`,
    title: `Lamp ${place}`,
  }));
}

function foundSoFar(some: Product[], isSoFar = true) {
  return <FoundProducts results={{ ...RESULTS, products: some }} isSoFar={isSoFar} onMore={null} />;
}

function found(count: number, onMore: (() => Promise<void>) | null = null) {
  const { Services, server } = withServices();
  const view = (shown: number) => (
    <FoundProducts results={{ ...RESULTS, products: products(shown) }} onMore={onMore} />
  );
  const { rerender } = render(view(count), { wrapper: Services });
  const choose = (place: number) =>
    user.click(screen.getByRole("checkbox", { name: `Compare Lamp ${place}` }));
  const user = userEvent.setup();
  return { choose, server, user, grow: (shown: number) => rerender(view(shown)) };
}

describe("choosing what to compare", () => {
  it("shows two products side by side, without a turn", async () => {
    const { choose, server, user } = found(3);
    server.answers(COMPARE, COMPARISON);
    expect(screen.queryByRole("button", { name: "Compare" })).toBeNull();
    await choose(2);
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Compare" });
    expect(button.disabled).toBe(true);
    expect(screen.getByText("1 product chosen. Choose one more to compare.")).toBeTruthy();
    await choose(0);
    await user.click(button);
    expect(server.asked).toMatchObject([
      { request: COMPARE, body: { product_ids: ["p-2", "p-0"] } },
    ]);
    const table = await screen.findByRole("region", { name: "Comparison" });
    expect(document.activeElement).toBe(table);
    await user.click(screen.getByRole("button", { name: "Clear" }));
    expect(screen.queryByRole("region", { name: "Comparison" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Compare" })).toBeNull();
    expect(document.activeElement?.parentElement?.textContent).toBe("Compare Lamp 0");
  });

  it("takes four at most", async () => {
    const { choose } = found(5);
    for (const place of [0, 1, 2, 3]) await choose(place);
    const fifth = screen.getByRole<HTMLInputElement>("checkbox", { name: "Compare Lamp 4" });
    expect(fifth.disabled).toBe(true);
    expect(screen.getByText("4 products chosen, as many as fit side by side.")).toBeTruthy();
    await choose(0);
    expect(fifth.disabled).toBe(false);
    expect(screen.getByText("3 products chosen.")).toBeTruthy();
  });

  it("says why it did not work, in the server's words, and may be tried again", async () => {
    const { choose, server, user } = found(2);
    await choose(0);
    await choose(1);
    await user.click(screen.getByRole("button", { name: "Compare" }));
    expect((await screen.findByRole("alert")).textContent).toBe("There is no such thing.");
    server.answers(COMPARE, COMPARISON);
    await user.click(screen.getByRole("button", { name: "Compare" }));
    await screen.findByRole("region", { name: "Comparison" });
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("has no use for a single product", () => {
    found(1);
    expect(screen.queryByRole("checkbox")).toBeNull();
  });
});

describe("showing more", () => {
  it("comes after all that is there, and takes the keyboard to what is new", async () => {
    let asked = 0;
    const page = found(7, async () => {
      asked += 1;
      page.grow(9);
    });
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
    await page.user.click(screen.getByRole("button", { name: "Show all 7" }));
    expect(document.activeElement?.textContent).toContain("Lamp 6");
    await page.user.click(screen.getByRole("button", { name: "Show more" }));
    expect(asked).toBe(1);
    expect(screen.getAllByRole("article")).toHaveLength(9);
    expect(document.activeElement?.textContent).toContain("Lamp 7");
  });

  it("leaves the keyboard where it is when a search goes on and ends", () => {
    const { Services } = withServices();
    const { rerender } = render(foundSoFar(products(2)), { wrapper: Services });
    const first = screen.getByRole("link", { name: /Lamp 1/ });
    first.focus();
    rerender(foundSoFar(products(4)));
    expect(screen.getByRole("list", { name: "Products so far" })).toBeTruthy();
    rerender(foundSoFar(products(6), false));
    expect(screen.getByRole("list", { name: "Products" })).toBeTruthy();
    expect(screen.getAllByRole("article")).toHaveLength(6);
    expect(document.activeElement).toBe(first);
  });

  it("keeps the card of a product that moves", () => {
    const { Services } = withServices();
    const [one, other] = products(2);
    if (one === undefined || other === undefined) throw new Error("there are two");
    const { rerender } = render(foundSoFar([one, other, one]), { wrapper: Services });
    const card = screen.getByRole("link", { name: /Lamp 1/ });
    rerender(foundSoFar([other, one]));
    expect(screen.getByRole("link", { name: /Lamp 1/ })).toBe(card);
    expect(screen.getAllByRole("article")).toHaveLength(2);
  });

  it("says why there is no more", async () => {
    const { user } = found(2, () => Promise.reject(new Error("broken")));
    await user.click(screen.getByRole("button", { name: "Show more" }));
    expect((await screen.findByRole("alert")).textContent).toContain("did not answer");
  });
});

function draw(shown: Product[]) {
  const { Services } = withServices();
  const results = { ...RESULTS, products: shown, near_count: 4 };
  render(<FoundProducts results={results} onMore={null} />, { wrapper: Services });
}

function lines(): string[] {
  return screen.getAllByRole("listitem").map((line) => line.textContent ?? "");
}

describe("what only comes near", () => {
  const near = { code: "near" as const, values: { product_type: "lamp" } };
  const mixed = products(8).map((product, place) =>
    place < 4 ? product : { ...product, reasons: [near] },
  );

  it("stands behind a line that says so", () => {
    draw(mixed);
    const at = lines().findIndex((line) => line === "What only comes near");
    expect(at).toBe(4);
    expect(lines()).toHaveLength(7);
  });

  it("has no such line where all fit", () => {
    draw(mixed.slice(0, 4));
    expect(lines()).not.toContain("What only comes near");
  });

  it("lets the keyboard go to the first that is added behind the line", async () => {
    draw(mixed);
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Show all 8" }));
    expect(document.activeElement?.closest("li")?.textContent).toContain("Lamp 6");
  });
});
