import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import type { Rating } from "../conversation/state";
import { Feedback } from "./Feedback";
import { render } from "../testing/render";

type Judgement = [value: Rating["value"], reason: string | null];

function Probe({ judged }: { judged: Judgement[] }) {
  const [rating, setRating] = useState<Rating | null>(null);
  function rate(value: Rating["value"], reason: string | null): void {
    judged.push([value, reason]);
    setRating({ value, reason, delivery: "sent" });
  }
  return <Feedback rating={rating} onRate={rate} />;
}

function thumb(name: string): HTMLElement {
  return screen.getByRole("button", { name });
}

function reasonField(): HTMLElement | null {
  return screen.queryByRole("textbox", { name: /What was wrong/ });
}

function setUp() {
  const judged: Judgement[] = [];
  render(<Probe judged={judged} />);
  return { judged, user: userEvent.setup() };
}

describe("Feedback", () => {
  it("takes a thumb up and thanks", async () => {
    const { judged, user } = setUp();
    expect(screen.queryByText("Thank you.")).toBeNull();
    await user.click(thumb("Good reply"));
    expect([judged, reasonField()]).toEqual([[["up", null]], null]);
    expect(thumb("Good reply").getAttribute("aria-pressed")).toBe("true");
    expect(thumb("Bad reply").getAttribute("aria-pressed")).toBe("false");
    expect(screen.getByText("Thank you.")).toBeTruthy();
  });

  it("asks why after a thumb down, and goes back to the thumb", async () => {
    const { judged, user } = setUp();
    await user.click(thumb("Bad reply"));
    expect(document.activeElement).toBe(reasonField());
    await user.keyboard(" too dear {Enter}");
    expect(judged).toEqual([
      ["down", null],
      ["down", "too dear"],
    ]);
    expect(reasonField()).toBeNull();
    expect(document.activeElement).toBe(thumb("Bad reply"));
    await user.click(thumb("Bad reply"));
    expect(reasonField()).toBeNull();
  });

  it.each([
    ["Escape", "half a rea{Escape}"],
    ["Skip", "{Enter}"],
  ])("does without a reason after %s, and asks again when asked to", async (_name, keys) => {
    const { judged, user } = setUp();
    await user.click(thumb("Bad reply"));
    await user.keyboard(keys);
    expect([reasonField(), judged]).toEqual([null, [["down", null]]]);
    await user.click(thumb("Bad reply"));
    expect(reasonField()).not.toBeNull();
    await user.click(thumb("Good reply"));
    expect(reasonField()).toBeNull();
  });
});
