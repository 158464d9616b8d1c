import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { nextFrame, openApp } from "../testing/openApp";
import { PRODUCT, RESULTS, sampleLog, WISH } from "../testing/samples";

const SESSIONS = [
  { session_id: "s-1", title: "Espresso machines", updated_at: "2026-05-01T10:00:00Z" },
  { session_id: "s-2", title: null, last_message: "a warm coat", updated_at: "soon" },
  { session_id: "s-3", title: null, last_message: null, updated_at: "2026-05-01T10:00:00Z" },
];

/** The page with products on it. */
async function withProducts() {
  const app = openApp();
  app.server.answers("GET /api/v1/saved", { items: [] });
  await app.greet();
  const requirement_spec = { ...WISH, price: { min: null, max: 300, currency: "USD" } };
  const results = { ...RESULTS, products: [PRODUCT, { ...PRODUCT, product_id: "e-2", title: "Pump machine" }], requirement_spec };
  const [thinking, , found, , , , , done] = sampleLog().slice(4);
  for (const [seq, one] of [thinking, { ...found, data: results }, done].entries()) {
    await app.deliver({ ...one, seq: seq + 1 });
  }
  return app;
}

describe("the panels", () => {
  beforeEach(() => {
    localStorage.clear();
    window.history.replaceState(null, "", "/");
  });

  it("list the conversations in which something was said, and find them by words", async () => {
    const { greet, server, user } = openApp();
    server.answers("GET /api/v1/sessions", SESSIONS);
    await greet();
    await user.click(screen.getByRole("button", { name: "Conversations" }));
    const list = await screen.findByRole("list", { name: "Your conversations" });
    await waitFor(() => expect(within(list).getAllByRole("listitem")).toHaveLength(2));
    await user.type(screen.getByRole("searchbox"), "COAT warm");
    expect(within(list).getAllByRole("listitem")).toHaveLength(1);
    server.answers("GET /api/v1/me/said?q=lever", {
      matches: [{ session_id: "s-2", line: "a coat and a lever machine" }, { line: "nobody's" }],
    });
    await user.clear(screen.getByRole("searchbox"));
    await user.type(screen.getByRole("searchbox"), "lever");
    const found = await within(list).findByText("You said: “a coat and a lever machine”");
    expect(found.closest("li")?.textContent).toContain("a warm coat");
    expect(within(list).getAllByRole("listitem")).toHaveLength(1);
    await user.type(screen.getByRole("searchbox"), " nothing");
    expect(screen.getByText("No conversation has these words.")).toBeTruthy();
  });

  it("rename and delete a conversation, and forget what is kept of it here", async () => {
    const { greet, server, user } = openApp();
    localStorage.setItem("talknshop.draft.s-1", "half");
    localStorage.setItem("talknshop.draft.s-2", "other");
    server.answers("GET /api/v1/sessions", SESSIONS);
    server.answers("PATCH /api/v1/sessions/s-1", { ...SESSIONS[0], title: "Coffee" });
    server.answers("DELETE /api/v1/sessions/s-1", new Response(null, { status: 204 }));
    await greet();
    await user.click(screen.getByRole("button", { name: "Conversations" }));
    await user.click(await screen.findByRole("button", { name: "Rename Espresso machines" }));
    const field = screen.getByRole("textbox", { name: "Name of the conversation" });
    await user.clear(field);
    await user.type(field, "Coffee{Enter}");
    await user.click(await screen.findByRole("button", { name: "Delete Coffee" }));
    await user.click(screen.getByRole("button", { name: "Keep" }));
    await user.click(screen.getByRole("button", { name: "Delete Coffee" }));
    await user.click(screen.getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(screen.queryByText("Coffee")).toBeNull());
    expect(localStorage.getItem("talknshop.draft.s-1")).toBeNull();
    expect(localStorage.getItem("talknshop.draft.s-2")).toBe("other");
  });

  it("say why the conversations cannot be had", async () => {
    const { greet, server, user } = openApp();
    server.answers("GET /api/v1/sessions", new TypeError("network"));
    await greet();
    await user.click(screen.getByRole("button", { name: "Conversations" }));
    expect((await screen.findByRole("alert")).textContent).toContain("did not answer");
  });

  it("save a product at once, and take it back when the server refuses", async () => {
    const { server, user } = await withProducts();
    const save = screen.getByRole("button", { name: `Save ${PRODUCT.title}` });
    server.answers("POST /api/v1/saved", { product: PRODUCT, saved_at: "2026-05-01T10:00:00Z" });
    await user.click(save);
    expect(save.getAttribute("aria-pressed")).toBe("true");
    expect(server.asked.at(-1)?.body).toEqual({ product_id: "e-1" });
    const other = screen.getByRole("button", { name: "Save Pump machine" });
    server.answers("POST /api/v1/saved", Response.json({ message: "Too many." }, { status: 429 }));
    await user.click(other);
    await waitFor(() => expect(other.getAttribute("aria-pressed")).toBe("false"));
    expect(screen.getByText("Too many.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Saved products" }));
    const list = await screen.findByRole("list", { name: "Saved products" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(1);
  });

  it("show what the record of a product says, and the prices seen of it", async () => {
    const { server, user } = await withProducts();
    server.answers("GET /catalog/api/v1/products/e-1", {
      ...PRODUCT,
      description: "<b>Nine bar</b>",
      attributes: { boiler: "steel", odd: 4 },
    });
    server.answers("GET /catalog/api/v1/products/e-1/price-history?days=90", {
      currency: "USD",
      history: [
        { at: "2026-05-01T10:00:00Z", price: 240 },
        { at: "2026-04-01T10:00:00Z", price: 260 },
        { at: "whenever", price: 1 },
      ],
      before: null,
    });
    await user.click(screen.getAllByRole("button", { name: /^Details/ })[0] as HTMLElement);
    expect(await screen.findByText("<b>Nine bar</b>")).toBeTruthy();
    expect(screen.getByText("steel")).toBeTruthy();
    expect(screen.getByText(/^2 prices seen since/).textContent).toContain("Lowest: $240");
    server.answers("POST /catalog/api/v1/watches", { watch_id: "w", label: "machine" });
    await user.click(screen.getByRole("button", { name: "Watch" }));
    expect(screen.getByText(/^Watching machine/)).toBeTruthy();
  });

  it("say why there are no details", async () => {
    const { user } = await withProducts();
    await user.click(screen.getAllByRole("button", { name: /^Details/ })[0] as HTMLElement);
    expect((await screen.findByRole("alert")).textContent).toBe("There is no such thing.");
  });
});

describe("changes by hand", () => {
  beforeEach(() => {
    localStorage.clear();
    window.history.replaceState(null, "", "/");
  });

  it("weigh the order anew, with an id of their own", async () => {
    const { latest, user } = await withProducts();
    await user.click(screen.getByRole("button", { name: "What counts" }));
    await screen.findByRole("slider", { name: "Low price" });
    await user.click(screen.getByRole("button", { name: "Sort by this" }));
    expect(latest().sent.at(-1)).toMatchObject({
      type: "rank",
      weights: { price_weight: 0.1, rating_weight: 0.25, relevance_weight: 0.65, condition_weight: 0 },
      client_id: expect.stringMatching(/^msg_/),
    });
    await nextFrame();
    expect(screen.getByText(/^Sorted by Low price 10%/)).toBeTruthy();
  });

  it("change a limit in place, and refuse one that is upside down", async () => {
    const { latest, user } = await withProducts();
    await user.click(screen.getByRole("button", { name: /^Change Up to/ }));
    const [low, high] = await screen.findAllByRole("spinbutton");
    await user.type(low as HTMLElement, "400");
    expect(screen.getByRole("alert").textContent).toContain("above the upper one");
    await user.clear(low as HTMLElement);
    await user.clear(high as HTMLElement);
    await user.type(high as HTMLElement, "250{Enter}");
    expect(latest().sent.at(-1)).toMatchObject({
      type: "edit",
      operations: [{ op: "set", slot: "price_max", value: 250 }],
    });
  });

  it("take the last words back into the box, beside what stands there", async () => {
    const { user } = await withProducts();
    const box = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your message" });
    await user.type(box, "also");
    await user.click(screen.getByRole("button", { name: /^Edit/ }));
    const again = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your message" });
    expect(again.value).toBe("also\nYes");
    expect(document.activeElement).toBe(again);
  });

  it("are found by a few letters", async () => {
    const { user } = await withProducts();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox", { name: "Find a command" }), "one a");
    const commands = within(screen.getByRole("listbox", { name: "Commands" }));
    expect(commands.getAllByRole("option")).toHaveLength(1);
    await user.keyboard("{Enter}");
    expect(screen.getByRole("button", { name: "One a line" }).getAttribute("aria-pressed")).toBe("true");
    await user.keyboard("{Control>}k{/Control}");
    const field = await screen.findByRole("combobox", { name: "Find a command" });
    await user.click(field);
    await user.keyboard("{ArrowUp}{ArrowDown}{ArrowDown}{End}{Home}{ArrowUp}");
    const all = within(screen.getByRole("listbox", { name: "Commands" })).getAllByRole("option");
    expect(all.at(-1)?.getAttribute("aria-selected")).toBe("true");
    await user.type(field, "zzz");
    expect(screen.getByText("Nothing here does that.")).toBeTruthy();
    act(() => field.closest("dialog")?.close());
  });
});
