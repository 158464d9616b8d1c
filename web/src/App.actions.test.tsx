import { act, screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { openApp } from "./testing/openApp";
import { RESULTS, sampleLog, WISH } from "./testing/samples";

const FOUND = { ...RESULTS, requirement_spec: { ...WISH, brand_preferences: ["Cassia"] } };
const REMOVE_CASSIA = { op: "remove", slot: "brands", value: "Cassia" };

function logged(seq: number, type: string, run_id: string, data: unknown) {
  return { type, seq, run_id, data };
}

/** A search that found something. */
const SEARCH = [
  logged(1, "thinking", "r1", { message: "Reading", client_id: "x", user_message: "coffee" }),
  logged(2, "results", "r1", FOUND),
  logged(3, "done", "r1", { outcome: "results" }),
];

describe("what a person can do on the page", () => {
  beforeEach(() => {
    localStorage.clear();
    window.history.replaceState(null, "", "/");
  });

  it("stops by the button and by Esc, and writes on", async () => {
    const { deliver, greet, latest, user } = openApp();
    await greet();
    const input = screen.getByLabelText("Your message");
    await user.type(input, "a lamp{Enter}{Escape}");
    expect(latest().sent).toHaveLength(1);
    const client_id = latest().sent[0]?.["client_id"];
    await deliver(logged(1, "thinking", "r1", { message: "Reading", client_id }));
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(latest().sent.slice(1)).toEqual([{ type: "cancel" }, { type: "cancel" }]);
    await deliver(logged(2, "done", "r1", { outcome: "cancelled" }));
    expect(screen.getByRole("log").textContent).toContain("Stopped.");
    expect(screen.getByRole("status", { name: "Progress" }).textContent?.trim()).toBe("Stopped.");
    expect(screen.queryByRole("button", { name: "Stop" })).toBeNull();
    await user.keyboard("{Escape}");
    expect(latest().sent).toHaveLength(3);
  });

  it("takes a wish away, and keeps the keyboard where the answer comes", async () => {
    const { deliver, greet, latest, user } = openApp();
    await greet();
    await deliver(...SEARCH);
    await user.click(screen.getByRole("button", { name: "Remove Cassia" }));
    expect(latest().sent).toMatchObject([{ type: "edit", operations: [REMOVE_CASSIA] }]);
    await deliver();
    const log = screen.getByRole("log");
    expect(log.textContent).toContain("Searching again…");
    expect(screen.queryByRole("button", { name: "Remove Cassia" })).toBeNull();
    const place = document.activeElement;
    expect(place).toBe(log.lastElementChild);
    await deliver(
      logged(4, "results", "r2", { ...RESULTS, final_response: "Any brand it is." }),
      logged(5, "done", "r2", { outcome: "results" }),
    );
    expect(document.activeElement).toBe(place);
    expect(place?.textContent).toContain("You changed: Removed “Cassia”Any brand it is.");
  });

  it("tells what it thinks of a reply, and finds that again", async () => {
    const { deliver, greet, latest, user } = openApp();
    await greet();
    await deliver(...SEARCH);
    const address = window.location.search;
    await user.click(screen.getByRole("button", { name: "Bad reply" }));
    expect(latest().sent).toEqual([{ type: "feedback", target: "r1", value: "down" }]);
    await user.click(screen.getByRole("button", { name: "New conversation" }));
    window.history.replaceState(null, "", address);
    act(() => void window.dispatchEvent(new PopStateEvent("popstate")));
    const thumb = screen.getByRole("button", { name: "Bad reply" });
    expect(thumb.getAttribute("aria-pressed")).toBe("true");
    expect(new URL(latest().address).searchParams.get("last_seq")).toBe("3");
  });

  it("tells that the link of a product was followed", async () => {
    const { deliver, greet, latest, user } = openApp();
    await greet();
    await deliver(...SEARCH);
    const link = document.querySelector<HTMLAnchorElement>("article a[target=_blank]");
    const product = link?.closest<HTMLElement>("[data-product]")?.dataset.product;
    if (link === null || product === undefined) throw new Error("no product has a link");
    link.addEventListener("click", (event) => event.preventDefault());
    await user.click(link);
    await user.click(screen.getByRole("log"));
    expect(latest().sent).toEqual([{ type: "feedback", target: product, value: "click" }]);
  });

  it("finds a draft and an unsent message again after a reload", async () => {
    const { unmount, user } = openApp();
    await user.type(screen.getByLabelText("Your message"), "a lamp{Enter}in gre");
    unmount();
    const { greet, latest } = openApp();
    expect(screen.getByLabelText<HTMLTextAreaElement>("Your message").value).toBe("in gre");
    await greet();
    expect(latest().sent).toMatchObject([{ type: "message", message: "a lamp" }]);
    expect(screen.getByRole("log").textContent).toContain("a lamp");
  });

  it("works with storage blocked", async () => {
    const { greet, latest, user } = openApp(() => {
      throw new DOMException("denied", "SecurityError");
    });
    await greet();
    await user.type(screen.getByLabelText("Your message"), "a lamp{Enter}");
    expect(latest().sent).toMatchObject([{ type: "message", message: "a lamp" }]);
  });
});

describe("the keys", () => {
  it("reach the box and the help, and are only characters while writing", async () => {
    const { greet, user } = openApp();
    await greet();
    const input = screen.getByLabelText<HTMLTextAreaElement>("Your message");
    await user.keyboard("/");
    expect(document.activeElement).toBe(input);
    await user.keyboard("1/2?");
    expect(input.value).toBe("1/2?");
    input.blur();
    await user.keyboard("?");
    const help = screen.getByRole("dialog", { name: "Keys" });
    expect(within(help).getByText("Esc")).toBeTruthy();
    await user.keyboard("/");
    expect(document.activeElement).not.toBe(input);
  });

  it("can be switched off, for this browser", async () => {
    const first = openApp();
    await first.greet();
    await first.user.click(screen.getByRole("button", { name: "Keys" }));
    const choice = screen.getByRole<HTMLInputElement>("checkbox", { name: "Use / and ? as keys" });
    await first.user.click(choice);
    first.unmount();
    const second = openApp();
    await second.greet();
    await second.user.keyboard("?");
    expect(screen.queryByRole("dialog")).toBeNull();
    await second.user.click(screen.getByRole("button", { name: "Keys" }));
    await second.user.click(screen.getByRole("checkbox"));
    await second.user.click(screen.getByRole("button", { name: "Close" }));
    await second.user.keyboard("?");
    expect(screen.getByRole("dialog", { name: "Keys" })).toBeTruthy();
  });

  it("leave a conversation that is over alone", async () => {
    const { deliver, greet, latest, user } = openApp();
    await greet();
    await deliver(...sampleLog());
    await user.keyboard("{Escape}");
    expect(latest().sent).toEqual([]);
  });
});
