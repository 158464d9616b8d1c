import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { nextFrame, openApp } from "./testing/openApp";
import { RESULTS, sampleLog } from "./testing/samples";

function asked(address: string, name: string): string | null {
  return new URL(address).searchParams.get(name);
}

describe("App", () => {
  beforeEach(() => {
    localStorage.clear();
    window.history.replaceState(null, "", "/");
  });

  it("opens with three wishes, and sends the one that is pressed", async () => {
    const { greet, latest, user } = openApp();
    expect(screen.queryByRole("heading", { level: 2 })).toBeNull();
    await greet();
    const examples = within(screen.getByRole("list", { name: "Examples" })).getAllByRole("button");
    expect(examples).toHaveLength(3);
    await user.click(screen.getByRole("button", { name: "Laptop under $1000" }));
    expect(latest().sent).toMatchObject([{ type: "message", message: "Laptop under $1000" }]);
    await nextFrame();
    const log = screen.getByRole("log");
    expect(log.getAttribute("aria-busy")).toBe("true");
    expect(log.textContent).toContain("Laptop under $1000");
  });

  it("rebuilds the conversation of the address from the log", async () => {
    window.history.replaceState(null, "", "/?session=linked");
    const { deliver, greet, latest } = openApp();
    expect(asked(latest().address, "session_id")).toBe("linked");
    expect(asked(latest().address, "last_seq")).toBe("0");
    await greet(sampleLog().length);
    await deliver(...sampleLog());
    const log = screen.getByRole("log");
    expect(log.getAttribute("aria-busy")).toBe("false");
    expect(within(log).getByText("Here it is.")).toBeTruthy();
    expect(within(log).getByText("For beans?")).toBeTruthy();
    expect(screen.queryByRole("list", { name: "Suggested answers" })).toBeNull();
    expect(screen.getByRole("alert").textContent).toBe("The shops are busy.");
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("answers a question by its suggestions or in words", async () => {
    const { deliver, greet, latest, user } = openApp();
    await greet();
    await deliver(...sampleLog().slice(0, 4));
    expect(screen.getByRole("status", { name: "Progress" }).textContent?.trim()).toBe("Question: For beans?");
    expect(screen.getByLabelText("Your answer")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Yes" }));
    expect(latest().sent).toMatchObject([{ type: "answer", message: "Yes" }]);
    await nextFrame();
    expect(screen.queryByRole("button", { name: "Yes" })).toBeNull();
  });

  it("says what is going on, and what was found", async () => {
    const { deliver, greet, latest, user } = openApp();
    await greet();
    const [thinking, progress] = sampleLog().slice(4, 6);
    const sources = [{ marketplace: "ebay", status: "timed_out", count: 0 }];
    await deliver({ ...thinking, seq: 1 });
    await deliver({ ...progress, seq: 2, data: { step: "s", message: "Searching", sources } });
    expect(screen.getByRole("status", { name: "Progress" }).textContent?.trim()).toBe("Searching");
    expect(screen.getByRole("list", { name: "Shops" }).textContent).toContain("eBay did not");
    const operations = [{ op: "remove", slot: "brands", value: null }];
    const relaxations = [{ label: "Any brand: 3 more", operations }];
    const results = { ...RESULTS, relaxations, sources, total_count: 5 };
    await deliver(
      { type: "results", seq: 3, run_id: "r2", data: results },
      { type: "done", seq: 4, run_id: "r2", data: { outcome: "results" } },
    );
    expect(screen.getByRole("status", { name: "Progress" }).textContent?.trim()).toBe("5 products found.");
    await user.click(screen.getByRole("button", { name: "Any brand: 3 more" }));
    expect(latest().sent).toMatchObject([{ type: "edit", operations }]);
  });

  it("begins a new conversation, and comes back to the old one", async () => {
    const { deliver, greet, latest, sockets, user } = openApp();
    await greet();
    await deliver(...sampleLog());
    const first = asked(latest().address, "session_id");
    expect(window.location.search).toBe(`?session=${first}`);
    await user.click(screen.getByRole("button", { name: "New conversation" }));
    const second = asked(latest().address, "session_id");
    expect(second).not.toBe(first);
    expect(window.location.search).toBe(`?session=${second}`);
    expect(sockets.opened[0]?.isClosed).toBe(true);
    window.history.replaceState(null, "", `/?session=${first}`);
    act(() => void window.dispatchEvent(new PopStateEvent("popstate")));
    expect(asked(latest().address, "session_id")).toBe(first);
  });

  it("comes back with the token that the greeting brought", async () => {
    const { deliver, latest, unmount } = openApp();
    expect(asked(latest().address, "session_token")).toBeNull();
    latest().accept();
    await deliver({ type: "connected", data: { last_seq: 0, session_token: "t.1" } });
    unmount();
    expect(asked(openApp().latest().address, "session_token")).toBe("t.1");
  });

  it("offers a new conversation instead of one that is somebody else's", async () => {
    const { deliver, greet, latest, user } = openApp();
    await greet();
    await deliver({ type: "error", data: { error: "Not found.", code: "not_found_error" } });
    latest().drop(1008);
    await nextFrame();
    expect(screen.getByRole("alert").textContent).toBe("Not found.");
    expect(screen.getByLabelText<HTMLTextAreaElement>("Your message").disabled).toBe(true);
    const refused = latest();
    await user.click(screen.getByRole("button", { name: "Start a new conversation" }));
    expect(latest()).not.toBe(refused);
  });

  it("sends a refused message again", async () => {
    const { deliver, greet, latest, user } = openApp();
    await greet();
    await user.type(screen.getByLabelText("Your message"), "a lamp{Enter}");
    await deliver({
      type: "error",
      data: { error: "Slow down.", code: "rate_limit_error", retry_after_seconds: 1 },
    });
    expect(screen.getByRole("alert").textContent).toBe("Slow down. Please wait 1 second.");
    await user.click(screen.getByRole("button", { name: "Send again" }));
    expect(latest().sent).toHaveLength(2);
    expect(latest().sent[0]).toEqual(latest().sent[1]);
  });

  it("connects at once when the browser is online again", async () => {
    const { greet, latest, sockets, user } = openApp();
    await greet();
    latest().drop();
    await user.type(screen.getByLabelText("Your message"), "a lamp{Enter}");
    await nextFrame();
    expect(screen.getByRole("log").textContent).toContain("a lamp");
    act(() => void window.dispatchEvent(new Event("online")));
    expect(sockets.opened).toHaveLength(2);
    await greet();
    expect(latest().sent).toMatchObject([{ message: "a lamp" }]);
  });
});

describe("a long past", () => {
  it("is drawn whole, the latest turn last, once it has come at once", async () => {
    const { deliver, greet } = openApp();
    const past = Array.from({ length: 20 }, (_, turn) => [
      { type: "thinking", run_id: `r${turn}`, data: { message: "Hm", user_message: `wish ${turn}` } },
      { type: "done", run_id: `r${turn}`, data: { message: `reply ${turn}`, outcome: "message" } },
    ]).flat().map((frame, index) => ({ ...frame, seq: index + 1 }));
    await greet(past.length);
    await deliver(past.map((frame) => JSON.stringify(frame)).join("\n"));
    await waitFor(() => expect(screen.getAllByRole("article")).toHaveLength(20));
    expect(screen.getAllByRole("article").at(-1)?.textContent).toContain("reply 19");
    expect(screen.queryByRole("button", { name: /earlier/i })).toBeNull();
  });
});
