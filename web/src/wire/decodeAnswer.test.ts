import { describe, expect, it } from "vitest";
import { ANSWER, CITATION } from "../testing/documentSamples";
import { decodeFrame } from "./decodeEvent";

function decoded(data: unknown) {
  return decodeFrame(JSON.stringify({ type: "answer", seq: 4, run_id: "r", data }));
}

describe("an answer on the wire", () => {
  it("is read with its places", () => {
    const event = { type: "answer", seq: 4, run_id: "r", data: ANSWER };
    expect(decoded({ ...ANSWER, extractive: true })).toEqual({ kind: "event", event });
  });

  it("loses a place that makes no sense, not its text", () => {
    const broken = [{ ...CITATION, char_end: CITATION.char_start }, { ...CITATION, document_id: 7 }, null, { ...CITATION, n: 2 }];
    const frame = decoded({ ...ANSWER, citations: broken });
    expect(frame).toMatchObject({ event: { data: { text: ANSWER.text, citations: [{ n: 2 }] } } });
  });

  it("counts where it says nothing", () => {
    expect(decoded({ message_id: "m", text: " " })).toMatchObject({ kind: "skipped", seq: 4 });
  });
});
