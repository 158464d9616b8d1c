import { describe, expect, it } from "vitest";
import { ownMoment, usualMoment } from "./asOf";

const NOW = Date.parse("2026-05-02T09:00:00Z");
const MORNING = { as_of: "2026-05-02T08:00:10Z" };
const SAME_MINUTE = { as_of: "2026-05-02T08:00:50Z" };
const LATER = { as_of: "2026-05-02T08:30:00Z" };
const OLD = { as_of: "2026-04-02T08:00:00Z" };
const UNKNOWN = { as_of: null };

describe("as of", () => {
  it("is said once where the products agree, to the minute", () => {
    const usual = usualMoment([MORNING, SAME_MINUTE], "en");
    expect(usual).not.toBeNull();
    expect(ownMoment(MORNING, usual, "en", NOW)).toBeNull();
    expect(ownMoment(SAME_MINUTE, usual, "en", NOW)).toBeNull();
  });

  it("is said by the product that differs from the others", () => {
    const usual = usualMoment([MORNING, SAME_MINUTE, LATER, UNKNOWN], "en");
    expect(ownMoment(LATER, usual, "en", NOW)).toContain("2026");
    expect(ownMoment(UNKNOWN, usual, "en", NOW)).toBeNull();
  });

  it("is said once when all are old", () => {
    const usual = usualMoment([OLD, OLD], "en");
    expect(usual).not.toBeNull();
    expect(ownMoment(OLD, usual, "en", NOW)).toBeNull();
  });

  it("is said by old products only where there is nothing usual", () => {
    const usual = usualMoment([MORNING, LATER, OLD], "en");
    expect(usual).toBeNull();
    expect(ownMoment(LATER, usual, "en", NOW)).toBeNull();
    expect(ownMoment(OLD, usual, "en", NOW)).toContain("2026");
  });

  it("is nothing for what is no moment, and for no products", () => {
    expect(usualMoment([], "en")).toBeNull();
    expect(ownMoment({ as_of: "soon" }, null, "en", NOW)).toBeNull();
  });
});
