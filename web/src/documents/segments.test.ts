import { describe, expect, it } from "vitest";
import { CITATION, documentBody, QUOTE, TEXT } from "../testing/documentSamples";
import { decodeDocument } from "./decodeDocuments";
import { AROUND, segmentsOf } from "./segments";

const MARK = { start: CITATION.char_start, end: CITATION.char_end };

function read(body: unknown) {
  const document = decodeDocument(body);
  if (document === null) throw new Error("not understood");
  return document;
}

describe("a document as it is drawn", () => {
  it("marks exactly what was quoted, and draws headings as such", () => {
    const { isCut, segments } = segmentsOf(read(documentBody()), MARK, false);
    expect(segments.filter(({ kind }) => kind === "mark").map(({ text }) => text)).toEqual([QUOTE]);
    expect(segments.filter(({ kind }) => kind === "heading").map(({ text }) => text)).toEqual(["Returns 𝄞", "How long"]);
    expect(segments.map(({ text }) => text).join("")).toBe(TEXT);
    expect(isCut).toBe(false);
  });

  it("leaves a heading to the mark that goes over it, and a place that is not there unmarked", () => {
    const document = read(documentBody());
    const over = segmentsOf(document, { start: 0, end: MARK.end }, false);
    expect(over.segments.map(({ kind }) => kind)).toEqual(["mark", "text"]);
    const beyond = segmentsOf(document, { start: 5, end: 5_000 }, false);
    expect(beyond.segments.some(({ kind }) => kind === "mark")).toBe(false);
  });

  it("draws of a long one what stands around the place, and all of it on demand", () => {
    const long = `${"a".repeat(AROUND + 5)}${QUOTE}${"b".repeat(AROUND + 5)}`;
    const document = { text: long, headings: [] };
    const mark = { start: AROUND + 5, end: AROUND + 5 + Array.from(QUOTE).length };
    const near = segmentsOf(document, mark, false);
    expect(near.isCut).toBe(true);
    expect(near.segments.map(({ text }) => text.length)).toEqual([AROUND, QUOTE.length, AROUND]);
    expect(segmentsOf(document, mark, true).isCut).toBe(false);
  });

  it("has no headings of another version", () => {
    expect(read(documentBody(1)).headings).toEqual([]);
    expect(decodeDocument({ document: {}, content: {} })).toBeNull();
  });
});
