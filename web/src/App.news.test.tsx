import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { openApp } from "./testing/openApp";
import { NOTICE, PRODUCT, RESULTS, WISH } from "./testing/samples";

const WATCHES = "/catalog/api/v1/watches";
const WATCH = { watch_id: "w", label: "lamp under $60", paused: false, matches: 1 };

function notice(seq: number, notice_id: string) {
  return { type: "notice", seq, data: { ...NOTICE, notice_id } };
}

/** A search whose results have two pages. */
function search(seq: number, run_id: string, data: object = RESULTS) {
  return [
    { type: "results", seq, run_id, data },
    { type: "done", seq: seq + 1, run_id, data: { outcome: "results" } },
  ];
}

function page(number: number): string {
  return `GET /api/v1/sessions/s1/results?page=${number}`;
}

function bell(name: string) {
  return screen.getByRole("button", { name });
}

function toast(): HTMLElement | null {
  return screen.queryByRole("region", { name: "News" });
}

describe("news", () => {
  beforeEach(() => {
    localStorage.clear();
    window.history.replaceState(null, "", "/");
  });

  it("are counted on connecting, marked as read when opened, and closed again", async () => {
    const { deliver, greet, server, user } = openApp();
    const items = Array.from({ length: 7 }, (_, place) => ({ ...PRODUCT, product_id: `p-${place}` }));
    const read = { ...NOTICE, notice_id: "old", read_at: "2026-05-01T10:00:00Z", created_at: "once" };
    const plain = { ...PRODUCT, product_id: "p", deep_link: "http://a.example/", price: null };
    const inbox = [{ ...NOTICE, products: items }, { ...read, products: [plain] }];
    server.answers("GET /api/v1/inbox", { items: inbox, unread: 1 });
    server.answers("POST /api/v1/inbox/n-1/read", { ...NOTICE, read_at: "now" });
    server.answers(`GET ${WATCHES}`, { watches: [] });
    await greet();
    await deliver();
    await user.click(bell("News, 1 unread"));
    const dialog = screen.getByRole("dialog", { name: "News" });
    const list = await within(dialog).findByRole("list", { name: "News" });
    expect(await within(list).findByText("New")).toBeTruthy();
    expect(within(list).getAllByText(NOTICE.message)).toHaveLength(2);
    expect(within(list).getAllByRole("link")).toHaveLength(5);
    expect(list.textContent).toContain("And 2 more.");
    expect(list.textContent).toContain("Price not stated");
    expect(within(dialog).getByText("Nothing is watched.")).toBeTruthy();
    expect(bell("News")).toBeTruthy();
    await user.click(within(dialog).getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("are told quietly when they come, once, and can be put away", async () => {
    const { deliver, greet, user } = openApp();
    await greet(1);
    await deliver(notice(1, "before"));
    expect(toast()).toBeNull();
    await deliver(notice(2, "n-1"), notice(2, "n-1"), notice(3, "n-1"));
    expect(toast()?.textContent).toContain(NOTICE.message);
    expect(screen.getByRole("status").textContent).toContain(NOTICE.message);
    expect(bell("News, 1 unread")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(toast()).toBeNull();
    await deliver(notice(4, "n-2"));
    await user.click(screen.getByRole("button", { name: "See all news" }));
    expect(toast()).toBeNull();
    expect(screen.getByRole("dialog", { name: "News" })).toBeTruthy();
  });

  it("are not silent about what went wrong once somebody looks", async () => {
    const { greet, user } = openApp();
    await greet();
    expect(screen.queryByRole("alert")).toBeNull();
    await user.click(bell("News"));
    expect((await screen.findByRole("alert")).textContent).toBe("There is no such thing.");
    expect(screen.getByText(/No news yet/)).toBeTruthy();
  });
});

describe("watches", () => {
  it("begin below results, and are paused, resumed and ended in the inbox", async () => {
    const { deliver, greet, server, user } = openApp();
    server.answers("GET /api/v1/inbox", { items: [], unread: 0 });
    server.answers(`POST ${WATCHES}`, WATCH);
    server.answers(`GET ${WATCHES}`, { watches: [WATCH] });
    server.answers(`PATCH ${WATCHES}/w`, { ...WATCH, paused: true });
    server.answers(`DELETE ${WATCHES}/w`, new Response(null, { status: 204 }));
    await greet();
    await deliver(...search(1, "r1"));
    await user.click(screen.getByRole("button", { name: "Tell me about news" }));
    expect(await screen.findByText(/^Watching lamp under \$60\./, { selector: "p" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Watching" }));
    const begun = server.asked.filter(({ request }) => request === `POST ${WATCHES}`);
    expect(begun).toMatchObject([{ body: { requirement_spec: WISH } }]);
    await user.click(bell("News"));
    const list = await screen.findByRole("list", { name: "Watching" });
    expect(await within(list).findByText("1 product fits")).toBeTruthy();
    await user.click(within(list).getByRole("button", { name: "Pause lamp under $60" }));
    expect(await within(list).findByText("Paused")).toBeTruthy();
    server.answers(`PATCH ${WATCHES}/w`, { ...WATCH, matches: 2 });
    await user.click(within(list).getByRole("button", { name: "Resume lamp under $60" }));
    expect(await within(list).findByText("2 products fit")).toBeTruthy();
    expect(server.asked.at(-1)?.body).toEqual({ paused: false });
    await user.click(within(list).getByRole("button", { name: "Delete lamp under $60" }));
    expect(await screen.findByText("Nothing is watched.")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Watching" }));
  });

  it("say why they could not begin, and may be tried again", async () => {
    const { deliver, greet, server, user } = openApp();
    const refusal = Response.json({ message: "You have 50 watches." }, { status: 429 });
    server.answers(`POST ${WATCHES}`, refusal);
    await greet();
    await deliver(...search(1, "r1"));
    const button = screen.getByRole("button", { name: "Tell me about news" });
    await user.click(button);
    expect((await screen.findByRole("alert")).textContent).toBe("You have 50 watches.");
    server.answers(`POST ${WATCHES}`, WATCH);
    await user.click(button);
    expect(await screen.findByText(/^Watching lamp/, { selector: "p" })).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("further results", () => {
  it("are loaded in place, page after page", async () => {
    window.history.replaceState(null, "", "/?session=s1");
    const { deliver, greet, server, user } = openApp();
    await greet();
    await deliver(...search(1, "r1", { ...RESULTS, total_count: 4, offset: 1 }));
    expect(screen.getByText("Products 2 to 2 of 4.")).toBeTruthy();
    server.answers(page(2), { products: [PRODUCT, { ...PRODUCT, product_id: "e-2" }] });
    server.answers(page(3), { products: [{ ...PRODUCT, product_id: "e-3" }] });
    await user.click(screen.getByRole("button", { name: "Show more" }));
    expect(await screen.findByText("Products 2 to 3 of 4.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Show more" }));
    expect(await screen.findByText("Products 2 to 4 of 4.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
    expect(screen.getAllByRole("article", { name: "" }).length).toBeGreaterThanOrEqual(3);
  });
});

describe("a comparison that was asked for in words", () => {
  it("is part of its turn", async () => {
    const { deliver, greet } = openApp();
    const products = [PRODUCT, { ...PRODUCT, product_id: "e-2" }];
    const rows = [{ name: "price", unit: "USD", values: [1, 2], differs: true, best: [0] }];
    await greet();
    await deliver(
      { type: "comparison", seq: 1, run_id: "r1", data: { products, rows } },
      { type: "done", seq: 2, run_id: "r1", data: { outcome: "answer" } },
    );
    const log = screen.getByRole("log");
    expect(await within(log).findByRole("table", { name: "2 products side by side" })).toBeTruthy();
    const status = screen.getByRole("status", { name: "Progress" });
    expect(status.textContent?.trim()).toBe("The products stand side by side.");
  });
});
