import { act, fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createRef } from "react";
import { describe, expect, it } from "vitest";
import { draftOf } from "../storage/drafts";
import { pageStorage } from "../storage/pageStorage";
import { Composer } from "./Composer";
import { render } from "../testing/render";

function setUp(props: Partial<Parameters<typeof Composer>[0]> = {}) {
  const said: string[] = [];
  const draft = { load: () => "", save: () => undefined, follow: () => () => undefined };
  let stops = 0;
  render(
    <Composer
      ref={createRef()}
      draft={draft}
      isAnswer={false}
      isOffline={false}
      isClosed={false}
      canStop={false}
      onSay={(text) => said.push(text)}
      onStop={() => (stops += 1)}
      {...props}
    />,
  );
  return { said, stopped: () => stops, input: screen.getByRole<HTMLTextAreaElement>("textbox") };
}

describe("Composer", () => {
  it("sends with Enter, breaks the line with Shift, and never sends blanks", async () => {
    const { input, said } = setUp();
    await userEvent.type(input, "  {Enter}a{Shift>}{Enter}{/Shift}b{Enter}");
    expect(said).toEqual(["a\nb"]);
    expect(input.value).toBe("");
  });

  it("leaves Enter alone while a character is being composed", () => {
    const { input, said } = setUp();
    fireEvent.change(input, { target: { value: "ねこ" } });
    fireEvent.keyDown(input, { key: "Enter", isComposing: true });
    expect(said).toEqual([]);
    fireEvent.click(screen.getByRole("button", { name: "Send" }));
    expect(said).toEqual(["ねこ"]);
  });

  it("counts down near the limit and says when it is offline", () => {
    const { input } = setUp({ isOffline: true });
    expect(screen.getByText(/Reconnecting/)).toBeTruthy();
    fireEvent.change(input, { target: { value: "x".repeat(4_990) } });
    expect(screen.getByText(/characters left/).parentElement?.textContent).toContain("10");
    expect(input.maxLength).toBe(5_000);
  });

  it("sends nothing once closed", () => {
    const { input, said } = setUp({ isClosed: true });
    fireEvent.change(input, { target: { value: "hello" } });
    fireEvent.keyDown(input, { key: "Enter" });
    expect([said, input.disabled]).toEqual([[], true]);
  });

  it("shows what is written in another tab", () => {
    const draft = draftOf(pageStorage(() => localStorage), "s1");
    const { input } = setUp({ draft });
    const key = "talknshop.draft.s1";
    act(() => void window.dispatchEvent(new StorageEvent("storage", { key, newValue: "a green coat" })));
    expect(input.value).toBe("a green coat");
    act(() => void window.dispatchEvent(new StorageEvent("storage", { key, newValue: null })));
    expect(input.value).toBe("");
  });

  it("begins with the draft, and keeps it until it is sent", async () => {
    const kept: string[] = [];
    const draft = {
      load: () => "a coa",
      save: (text: string) => void kept.push(text),
      follow: () => () => undefined,
    };
    const { input, said } = setUp({ draft });
    expect(input.value).toBe("a coa");
    await userEvent.type(input, "t{Enter}");
    expect([said, kept]).toEqual([["a coat"], ["a coat", ""]]);
  });

  it("stops what is worked on, and still sends once there are words", async () => {
    const { input, said, stopped } = setUp({ canStop: true });
    expect(screen.queryByRole("button", { name: "Send" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Stop" }));
    expect(stopped()).toBe(1);
    await userEvent.type(input, "and boots");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    expect(said).toEqual(["and boots"]);
  });
});
