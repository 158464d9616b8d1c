import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Turn } from "../conversation/state";
import { PRODUCT, RESULTS, WISH } from "../testing/samples";
import { AssistantProse } from "./AssistantProse";
import { ClarificationView } from "./ClarificationView";
import { ProblemAlert } from "./ProblemAlert";
import { ResultsView } from "./ResultsView";
import { TurnView } from "./TurnView";

const NOTHING = () => undefined;

describe("ResultsView", () => {
  it("shows six products at first and all on request", async () => {
    const products = Array.from({ length: 9 }, (_, index) => ({
      ...PRODUCT,
      product_id: `e-${index}`,
    }));
    const results = { ...RESULTS, products, total_count: 12, requirement_spec: WISH };
    render(<ResultsView results={results} isOpen onSay={NOTHING} />);
    expect(screen.getAllByRole("article")).toHaveLength(6);
    expect(screen.getByText("12 products fit; here are the best 9.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Show all 9" }));
    expect(screen.getAllByRole("article")).toHaveLength(9);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("accounts for what was left out when nothing fits", () => {
    const results = {
      ...RESULTS,
      products: [],
      total_count: 0,
      requirement_spec: { ...WISH, exclude: ["capsules"] },
      excluded: [{ reason: "price", slot: "price_max", count: 4 }],
      relaxations: [{ label: "Any price" }],
    };
    const { container, rerender } = render(<ResultsView results={results} isOpen onSay={NOTHING} />);
    expect(container.textContent).toContain("Left out: 4 above your price.");
    expect(screen.getByText("Not capsules")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Any price" })).toBeTruthy();
    expect(screen.queryByRole("list", { name: "Products" })).toBeNull();
    rerender(<ResultsView results={results} isOpen={false} onSay={NOTHING} />);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("does without a known wish", () => {
    render(
      <ResultsView results={{ ...RESULTS, requirement_spec: null }} isOpen onSay={NOTHING} />,
    );
    expect(screen.queryByRole("list", { name: "Looking for" })).toBeNull();
  });
});

describe("the assistant's words", () => {
  it("are drawn as paragraphs and lists", () => {
    const { container } = render(<AssistantProse text={"**Two** ways\n\n1. one\n2. two\n\n- a"} />);
    const shape = Array.from(container.querySelectorAll("p, ol, ul, li, strong"), (node) =>
      node.tagName.toLowerCase(),
    );
    expect(shape).toEqual(["p", "strong", "ol", "li", "li", "ul", "li"]);
  });

  it("give the context of a question", () => {
    const clarification = { question: "Which?", context: "Sizes run small.", suggestions: [] };
    render(<ClarificationView clarification={clarification} isOpen onSay={NOTHING} />);
    expect(screen.getByText("Sizes run small.")).toBeTruthy();
    expect(screen.queryByRole("list")).toBeNull();
  });

  it.each([
    [null, "Too fast."],
    [0.2, "Too fast."],
    [16.2, "Too fast. Please wait 17 seconds."],
  ])("say how long to wait: %s", (retry_after_seconds, expected) => {
    const problem = {
      message: "Too fast.",
      code: "rate_limit_error",
      retryable: true,
      retry_after_seconds,
      client_id: null,
    } as const;
    render(<ProblemAlert problem={problem} action={null} />);
    expect(screen.getByRole("alert").textContent).toBe(expected);
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("TurnView", () => {
  const turn: Turn = {
    key: "k",
    runId: "r",
    userMessage: null,
    progress: null,
    texts: [],
    results: null,
    clarification: null,
    problems: [],
    outcome: null,
  };

  it.each<[string, Partial<Turn>, string]>([
    ["works in silence", {}, "One moment…"],
    ["writes", { texts: [{ messageId: "a", content: "So", isComplete: false }] }, "So"],
    ["was stopped", { outcome: "cancelled" }, "Stopped."],
  ])("that %s", (_name, fields, expected) => {
    const { container } = render(
      <TurnView turn={{ ...turn, ...fields }} isOpen={false} onSay={NOTHING} />,
    );
    expect(container.textContent).toBe(expected);
  });
});
