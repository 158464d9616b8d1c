import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createRef } from "react";
import { describe, expect, it } from "vitest";
import { Composer } from "./Composer";

function setUp(props: Partial<Parameters<typeof Composer>[0]> = {}) {
  const said: string[] = [];
  render(
    <Composer
      ref={createRef()}
      isAnswer={false}
      isOffline={false}
      isClosed={false}
      onSay={(text) => said.push(text)}
      {...props}
    />,
  );
  return { said, input: screen.getByRole<HTMLTextAreaElement>("textbox") };
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
});
