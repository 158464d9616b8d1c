import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { describe, expect, it } from "vitest";
import type { Edit, Turn } from "../conversation/state";
import { PRODUCT, RESULTS, SOURCE, WISH } from "../testing/samples";
import { withServices } from "../testing/withServices";
import { AssistantProse } from "./AssistantProse";
import { ClarificationView } from "./ClarificationView";
import { ProblemAlert } from "./ProblemAlert";
import { ResultsView } from "./ResultsView";
import { TurnView } from "./TurnView";
import { render } from "../testing/render";

const NOTHING = () => undefined;
const ANY_PRICE = { op: "remove", slot: "price_max", value: null } as const;

const BUSY = {
  message: "The shops are busy.",
  code: "timeout_error",
  retryable: true,
  retry_after_seconds: null,
  client_id: null,
} as const;

/** Draws a component with the services of the page around it. */
function inPage(view: ReactElement) {
  return render(view, { wrapper: withServices().Services });
}

describe("ResultsView", () => {
  it("shows six products at first and all on request", async () => {
    const products = Array.from({ length: 9 }, (_, index) => ({
      ...PRODUCT,
      product_id: `e-${index}`,
    }));
    const results = { ...RESULTS, products, total_count: 12, requirement_spec: WISH };
    inPage(<ResultsView results={results} isEditable={false} onEdit={NOTHING} onMore={null} />);
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
      relaxations: [{ label: "Any price", operations: [ANY_PRICE], adds: 2 }],
    };
    const view = (isEditable: boolean) => (
      <ResultsView results={results} isEditable={isEditable} onEdit={NOTHING} onMore={null} />
    );
    const { container, rerender } = inPage(view(true));
    expect(container.textContent).toContain("Left out: 4 above your price.");
    expect(screen.getByText("Not capsules")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Any price" })).toBeTruthy();
    expect(screen.queryByRole("list", { name: "Products" })).toBeNull();
    rerender(view(false));
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("takes wishes away, and loosens them", async () => {
    const edits: Edit[] = [];
    const requirement_spec = { ...WISH, brand_preferences: ["Cassia"] };
    const relaxations = [{ label: "Any price: 2 more", operations: [ANY_PRICE], adds: 2 }];
    const results = { ...RESULTS, requirement_spec, relaxations };
    const onEdit = (edit: Edit) => edits.push(edit);
    inPage(<ResultsView results={results} isEditable onEdit={onEdit} onMore={null} />);
    const chips = within(screen.getByRole("list", { name: "Looking for" }));
    expect(chips.getAllByRole("button")).toHaveLength(3);
    await userEvent.click(chips.getByRole("button", { name: "Remove Cassia" }));
    await userEvent.click(screen.getByRole("button", { name: "Any price: 2 more" }));
    expect(edits).toEqual([
      {
        text: "Removed “Cassia”",
        operations: [{ op: "remove", slot: "brands", value: "Cassia" }],
      },
      { text: "Any price: 2 more", operations: [ANY_PRICE] },
    ]);
  });

  it("says what was corrected, and searches for the original on request", async () => {
    const edits: Edit[] = [];
    const operations = [
      { op: "set" as const, slot: "product_type", value: "ketle" },
      { op: "set" as const, slot: "literal", value: "true" },
    ];
    const corrections = [{ original: "ketle", corrected: "kettle", operations }];
    const view = (isEditable: boolean) => (
      <ResultsView
        results={{ ...RESULTS, corrections }}
        isEditable={isEditable}
        onEdit={(edit) => edits.push(edit)}
        onMore={null}
      />
    );
    const { container, rerender } = inPage(view(true));
    expect(container.textContent).toContain("Showing results for kettle.");
    await userEvent.click(screen.getByRole("button", { name: "Search instead for “ketle”" }));
    expect(edits).toEqual([{ text: "Search instead for “ketle”", operations }]);
    rerender(view(false));
    expect(container.textContent).toContain("Showing results for kettle.");
    expect(screen.queryByRole("button", { name: /instead/ })).toBeNull();
  });

  it("does without a known wish", () => {
    const results = { ...RESULTS, requirement_spec: null };
    inPage(<ResultsView results={results} isEditable onEdit={NOTHING} onMore={null} />);
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
    media: [],
    heard: null,
    seen: null,
    edit: null,
    progress: null,
    texts: [],
    soFar: null,
    results: null,
    pages: { size: 0, shown: 0 },
    comparison: null,
    answer: null,
    listing: null,
    jobs: [],
    clarification: null,
    problems: [],
    outcome: null,
  };

  function show(fields: Partial<Turn>) {
    const judged: unknown[][] = [];
    const edits: Edit[] = [];
    const { container } = inPage(
      <TurnView
        turn={{ ...turn, ...fields }}
        isOpen
        isEditable={false}
        pendingEdits={null}
        canConfirm={false}
        rating={null}
        onSay={NOTHING}
        onEdit={(edit) => edits.push(edit)}
        onRate={(...judgement) => judged.push(judgement)}
        onMore={async () => undefined}
      />,
    );
    return { container, edits, judged, user: userEvent.setup() };
  }

  it.each<[string, Partial<Turn>, string]>([
    ["works in silence", {}, "One moment…"],
    ["writes", { texts: [{ messageId: "a", content: "So", isComplete: false }] }, "So"],
    ["was stopped", { outcome: "cancelled" }, "Stopped."],
  ])("that %s", (_name, fields, expected) => {
    expect(show(fields).container.textContent).toBe(expected);
  });

  it("shows what was found so far, and for what", () => {
    const soFar = {
      products: [PRODUCT],
      sources: [{ ...SOURCE, count: 1 }],
      awaiting: [{ marketplace: "walmart", name: "Walmart" }],
      wish: WISH,
    };
    const progress = { step: "s", message: "x", sources: null, so_far: soFar, total_count: null };
    const { container } = show({ progress, soFar });
    expect(screen.getByText("1 of 2 shops have answered")).toBeTruthy();
    expect(screen.getByText("Waiting for Walmart")).toBeTruthy();
    expect(screen.getByText("The first products.", { exact: false })).toBeTruthy();
    expect(within(screen.getByRole("list", { name: "Looking for" })).queryByRole("button")).toBeNull();
    const list = screen.getByRole("list", { name: "Products so far" });
    expect(within(list).getAllByRole("article")).toHaveLength(1);
    expect(container.textContent).not.toContain("product fits");
  });

  it("can be judged when it is a reply, and only then", async () => {
    const { judged, user } = show({ outcome: "results" });
    await user.click(screen.getByRole("button", { name: "Good reply" }));
    expect(judged).toEqual([["r", "up", null]]);
  });

  it.each<Partial<Turn>>([
    {},
    { outcome: "cancelled" },
    { outcome: "failed" },
    { outcome: "results", runId: null },
  ])("cannot be judged: %j", (fields) => {
    show(fields);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("tries a change again that failed", async () => {
    const edit = { text: "Any price", operations: [ANY_PRICE] };
    const { edits, user } = show({ edit, outcome: "failed", problems: [BUSY] });
    expect(screen.getByText("Any price")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(edits).toEqual([edit]);
  });

  it("does not try again what it does not know", () => {
    show({ outcome: "failed", problems: [BUSY] });
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });
});
