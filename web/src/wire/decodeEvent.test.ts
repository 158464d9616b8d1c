import { describe, expect, it } from "vitest";
import { decodeFrame } from "./decodeEvent";
import { decodeOperations } from "./decodeOperations";
import { decodeProduct } from "./decodeProduct";

function dataOf(type: string, data: unknown): unknown {
  const frame = decodeFrame(JSON.stringify({ type, data }));
  return frame.kind === "event" ? frame.event.data : frame;
}

describe("decodeFrame", () => {
  it("keeps the place in the log", () => {
    const text = JSON.stringify({ type: "thinking", seq: 3, run_id: "r1", data: { message: "Hm" } });
    expect(decodeFrame(text)).toEqual({
      kind: "event",
      event: {
        type: "thinking",
        seq: 3,
        run_id: "r1",
        data: { message: "Hm", client_id: null, user_message: null, replaces: null },
      },
    });
  });

  it.each([
    ["no text", new ArrayBuffer(2), null, "not a JSON object with a type"],
    ["broken JSON", "{", null, "not a JSON object with a type"],
    ["a list", "[1]", null, "not a JSON object with a type"],
    ["no type", '{"seq":1}', null, "not a JSON object with a type"],
    ["an unknown type", '{"type":"weather","seq":4,"data":{}}', 4, null],
    ["a type named like a property of objects", '{"type":"toString"}', null, null],
    ["a negative seq", '{"type":"weather","seq":-4}', null, null],
    ["a token without text", '{"type":"token","seq":5,"data":{}}', 5, "token without its data"],
    [
      "a question without words",
      '{"type":"clarification","data":{"question":" "}}',
      null,
      "clarification without its data",
    ],
    ["results without products", '{"type":"results"}', null, "results without its data"],
  ])("skips %s", (_name, text, seq, problem) => {
    expect(decodeFrame(text)).toEqual({ kind: "skipped", seq, problem });
  });

  it.each([
    ["connected", {}, { session_id: "", last_seq: 0, session_token: null }],
    ["thinking", {}, { message: "", client_id: null, user_message: null, replaces: null }],
    ["progress", {}, { step: "", message: "", sources: null, total_count: null, client_id: null }],
    [
      "progress",
      { step: "search", message: "Searching", sources: [{ marketplace: "ebay" }, {}, 7] },
      {
        step: "search",
        message: "Searching",
        sources: [
          {
            marketplace: "ebay",
            name: null,
            status: "error",
            count: 0,
            message: null,
            cached_at: null,
            simulated: false,
          },
        ],
        client_id: null,
        total_count: null,
      },
    ],
    [
      "token",
      { token: "hi", restart: true },
      { content: "hi", is_complete: false, message_id: "", restart: true },
    ],
    [
      "clarification",
      { question: "Which?", suggestions: ["A", "A", 4, "B"] },
      { question: "Which?", context: null, suggestions: ["A", "B"] },
    ],
    ["done", { outcome: "surprise" }, { message: "", outcome: "message" }],
    [
      "error",
      { error: "Old words", details: { client_id: "m1" } },
      {
        message: "Old words",
        code: "unknown_error",
        retryable: false,
        retry_after_seconds: null,
        client_id: "m1",
      },
    ],
    [
      "error",
      { code: "timeout_error", retryable: true, retry_after_seconds: 2 },
      {
        message: null,
        code: "timeout_error",
        retryable: true,
        retry_after_seconds: 2,
        client_id: null,
      },
    ],
    ["reconnect", { reason: "restart", after_ms: 700 }, { after_ms: 700 }],
    ["reconnect", { after_ms: -1 }, { after_ms: 0 }],
    ["ping", {}, null],
    ["pong", {}, null],
  ])("fills in what %s leaves out: %j", (type, data, expected) => {
    expect(dataOf(type, data)).toEqual(expected);
  });
});

const LIMIT = { op: "set", slot: "price_max", value: 350 };

describe("decodeOperations", () => {
  it.each([
    [350, 350],
    [" Nordli ", "Nordli"],
    [["a", 4], ["a"]],
    [undefined, null],
    [{}, null],
  ])("reads a change to %j", (value, expected) => {
    const operation = { op: "set", slot: "exclude", value };
    expect(decodeOperations([operation])).toEqual([{ ...operation, value: expected }]);
  });

  it.each([null, "set", [], [4], [{ op: "leap" }]])("makes nothing of %j", (value) => {
    expect(decodeOperations(value)).toBeNull();
  });
});

describe("decoding results", () => {
  it("keeps what makes sense and drops the rest", () => {
    const spec = {
      product_type: "tent",
      attributes: { capacity: "3", features: ["light", 4], colour: [], depth: {} },
      price: { min: -1, max: 300, currency: "EUR" },
      rating_min: 4,
      sort: "upside_down",
      brand_preferences: ["Nordli", null],
    };
    const data = {
      products: [{ product_id: "t1", title: "Tent" }, null, { title: "No id" }],
      total_count: "many",
      requirement_spec: spec,
      excluded: [{ reason: "price", slot: "price_max", count: 2 }, { reason: "brand" }, 1],
      relaxations: [
        { label: "Up to €350", adds: 3, operations: [LIMIT] },
        { label: "No change", operations: [] },
        { label: "Half a change", operations: [LIMIT, { op: "leap" }] },
        { operations: [LIMIT] },
      ],
      sources: "none",
    };
    expect(dataOf("results", data)).toMatchObject({
      products: [{ product_id: "t1", price: null, availability: "unknown" }],
      total_count: 1,
      requirement_spec: {
        attributes: { capacity: "3", features: ["light"] },
        price: { min: null, max: 300, currency: "EUR" },
        rating_min: 4,
        sort: "relevance",
        brand_preferences: ["Nordli"],
      },
      excluded: [{ reason: "price", slot: "price_max", count: 2 }],
      relaxations: [{ label: "Up to €350", operations: [LIMIT] }],
      sources: [],
    });
  });

  it.each([
    ["no wish", null, null],
    ["a wish without a product", { price: null }, null],
    ["a price without limits", { product_type: "tent", price: {} }, { price: null }],
    [
      "a price without a currency",
      { product_type: "tent", price: { min: 5 } },
      { price: { min: 5, max: null, currency: "USD" } },
    ],
    [
      "an exclusion without a slot",
      { product_type: "tent", exclude: ["leather"] },
      { exclude: ["leather"], price: null },
    ],
  ])("reads %s", (_name, requirement_spec, expected) => {
    const results = dataOf("results", {
      products: [],
      requirement_spec,
      excluded: [{ reason: "x", count: 1 }],
    });
    if (expected === null) expect(results).toMatchObject({ requirement_spec: null });
    else expect(results).toMatchObject({ requirement_spec: expected, excluded: [{ slot: "" }] });
  });
});

describe("decodeProduct", () => {
  it.each([
    ["no name", { title: " " }, { title: "Product without a name" }],
    ["a negative price", { price: -5 }, { price: null }],
    ["a price in words", { price: "12" }, { price: null }],
    ["a free one", { price: 0 }, { price: 0 }],
    ["an impossible rating", { rating: 99, review_count: -1 }, { rating: null, review_count: null }],
    ["half a review", { rating: 4.5, review_count: 1.5 }, { rating: 4.5, review_count: null }],
    ["an unknown condition", { condition: "haunted" }, { condition: null }],
    ["an unknown marketplace", { marketplace: "bazaar" }, { marketplace: "bazaar" }],
    ["simulated said in words", { simulated: "yes" }, { simulated: false }],
    [
      "a blank currency",
      { currency: " ", deep_link: 4, marketplace: {} },
      { currency: "USD", deep_link: "", marketplace: "" },
    ],
  ])("%s", (_name, fields, expected) => {
    expect(decodeProduct({ product_id: "p", title: "T", ...fields })).toMatchObject(expected);
  });

  it("cuts an absurdly long title", () => {
    const product = decodeProduct({ product_id: "p", title: "x".repeat(1_000_000) });
    expect(product?.title).toHaveLength(301);
  });
});
