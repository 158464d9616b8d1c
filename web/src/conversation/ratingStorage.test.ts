import { describe, expect, it } from "vitest";
import { pageStorage } from "../storage/pageStorage";
import { ratingStorage } from "./ratingStorage";

describe("ratingStorage", () => {
  const storage = pageStorage(() => localStorage);

  it("gives back what was thought, and what was not told yet", () => {
    const ratings = {
      r1: { value: "up", reason: null, delivery: "sent" },
      r2: { value: "down", reason: "Too dear", delivery: "waiting" },
    } as const;
    ratingStorage(storage, "s1").save(ratings);
    expect(ratingStorage(storage, "s1").load()).toEqual(ratings);
    expect(ratingStorage(storage, "s2").load()).toEqual({});
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "[1]"],
    ["another value", '{"r1": {"value": "sideways"}}'],
  ])("makes nothing of %s", (_name, text) => {
    localStorage.setItem("talknshop.ratings.s1", text);
    expect(ratingStorage(storage, "s1").load()).toEqual({});
  });

  it("keeps the latest of very many", () => {
    const many = Array.from({ length: 300 }, (_, index) => [`run_${index}`, { value: "up", reason: null, delivery: "sent" }]);
    ratingStorage(storage, "s1").save(Object.fromEntries(many));
    const kept = Object.keys(ratingStorage(storage, "s1").load());
    expect([kept.length, kept.at(-1)]).toEqual([200, "run_299"]);
  });
});
