import { describe, expect, it } from "vitest";
import { decodeFrame } from "./decodeEvent";

function dataOf(type: string, data: unknown): unknown {
  const frame = decodeFrame(JSON.stringify({ type, data }));
  return frame.kind === "event" ? frame.event.data : frame;
}

describe("a search that waits for shops", () => {
  it("is read with its first products, what it looks for and whom it waits for", () => {
    const data = {
      sources: [
        { marketplace: "ebay", name: "eBay", status: "ok", count: 2, simulated: true, cached_at: "2026-05-01T10:00:00Z" },
        { marketplace: "walmart", cached_at: "yesterday" },
      ],
      awaiting: [{ marketplace: "ucp", name: "shop.example" }, { name: "nobody" }],
      requirement_spec: { product_type: "tent" },
      preview: [{ product_id: "t1", title: "Tent" }, { title: "No id" }],
    };
    expect(dataOf("progress", data)).toMatchObject({
      so_far: {
        products: [{ product_id: "t1" }],
        sources: [
          { name: "eBay", simulated: true, cached_at: "2026-05-01T10:00:00Z" },
          { name: null, simulated: false, cached_at: null },
        ],
        awaiting: [{ marketplace: "ucp", name: "shop.example" }],
        wish: { product_type: "tent" },
      },
    });
  });

  it("says nothing that it does not know", () => {
    expect(dataOf("progress", { awaiting: [], preview: "many" })).toMatchObject({
      so_far: { products: [], sources: [], awaiting: [], wish: null },
    });
    expect(dataOf("progress", { awaiting: "all" })).not.toHaveProperty("so_far");
  });
});
