import { describe, expect, it } from "vitest";
import { tusServer } from "../testing/tusServer";
import type { Transport } from "./transport";
import { UploadRefusal, type UploadTarget } from "./types";
import { upload, type UploadOptions } from "./upload";

const PIECE = 256 * 1024;
const TEXT = "0123456789".repeat(60_000);
const TARGET: Omit<UploadTarget, "maxBytes"> = { s3Key: "uploads/a/med_1.jpg", url: "/media/api/v1/uploads/med_1?token=t", fields: {}, completeUrl: null };

function setUp(
  text = TEXT,
  { target = TARGET, ...options }: Partial<UploadOptions> & { target?: Omit<UploadTarget, "maxBytes"> } = {},
) {
  const file = new Blob([text]);
  const server = tusServer(file.size);
  const progress: number[] = [];
  const waiting: boolean[] = [];
  const sending = new AbortController();
  const send = (maxBytes = 10_000_000) =>
    upload(file, { ...target, maxBytes }, {
      transport: server.transport,
      clock: { now: () => 0, after: (_, task) => (queueMicrotask(task), () => undefined) },
      random: () => 0,
      signal: sending.signal,
      onProgress: (part) => progress.push(part),
      onWaiting: (isWaiting) => waiting.push(isWaiting),
      ...options,
    });
  return { file, progress, send, sending, server, waiting };
}

/** Answers one call after the other; `null` is a line that breaks. */
function answers(...statuses: (number | null)[]) {
  const asked: string[] = [];
  const forms: string[][] = [];
  const transport: Transport = (sent) => {
    asked.push(`${sent.method} ${sent.url}`);
    if (sent.body instanceof FormData) forms.push([...sent.body.keys()]);
    const status = statuses.shift() ?? null;
    if (status === null) return Promise.reject(new Error("The line broke."));
    return Promise.resolve({ status, header: () => null, body: { message: "Not this one." } });
  };
  return { asked, forms, transport };
}

describe("upload", () => {
  it("sends a file piece by piece and tells how far it is", async () => {
    const { progress, send, server } = setUp();
    await send();
    expect(await server.content()).toBe(TEXT);
    expect(server.asked).toEqual(["PATCH 0", `PATCH ${PIECE}`, `PATCH ${2 * PIECE}`]);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((one, other) => one - other));
  });

  it("goes on where a broken line left off, and sends nothing twice that had come", async () => {
    const { send, server, waiting } = setUp();
    server.faults.push("answer lost", "lost", 503);
    await send();
    expect(await server.content()).toBe(TEXT);
    expect(server.asked).toEqual([
      "PATCH 0",
      "HEAD",
      "HEAD",
      "HEAD",
      `PATCH ${PIECE}`,
      `PATCH ${2 * PIECE}`,
    ]);
    expect(waiting[0]).toBe(true);
    expect(waiting.at(-1)).toBe(false);
  });

  it("is done when only the last answer was lost", async () => {
    const { send, server } = setUp("short");
    server.faults.push("answer lost");
    await send();
    expect(server.asked).toEqual(["PATCH 0", "HEAD"]);
    expect(await server.content()).toBe("short");
  });

  it("asks for the place when the server has another", async () => {
    const { send, server } = setUp("short");
    server.faults.push(409);
    await send();
    expect(server.asked).toEqual(["PATCH 0", "HEAD", "PATCH 0"]);
  });

  it.each([
    [413, "too_large"],
    [415, "unsupported"],
    [429, "too_many"],
    [400, "failed"],
  ] as const)("does not try again what is refused with %i", async (status, reason) => {
    const { send, server } = setUp();
    server.faults.push(status);
    const problem = await send().catch((caught: unknown) => caught);
    expect(problem).toBeInstanceOf(UploadRefusal);
    expect((problem as UploadRefusal).problem).toEqual({ reason, message: "Not this one." });
    expect(server.asked).toHaveLength(1);
  });

  it("gives up a line that stays broken, and says so", async () => {
    const { send, server } = setUp();
    server.faults.push(...Array.from({ length: 50 }, () => "lost" as const));
    await expect(send()).rejects.toMatchObject({ problem: { reason: "no_answer" } });
  });

  it("does not begin with what is too large", async () => {
    const { send, server } = setUp();
    await expect(send(100)).rejects.toMatchObject({ problem: { reason: "too_large" } });
    expect(server.asked).toEqual([]);
  });

  it("ends when it is called off", async () => {
    const { send, sending, server } = setUp();
    sending.abort();
    await expect(send()).rejects.toMatchObject({ name: "AbortError" });
    expect(server.asked).toEqual([]);
  });

  describe("to a bucket", () => {
    const bucket = {
      ...TARGET,
      url: "https://store.example/",
      fields: { key: "k" },
      completeUrl: "/media/api/v1/uploads/med_1/complete?token=t",
    };

    it("sends a form and then has it opened", async () => {
      const { asked, forms, transport } = answers(204, 200);
      await setUp("short", { transport, target: bucket }).send();
      expect(forms).toEqual([["key", "file"]]);
      expect(asked).toEqual([`POST ${bucket.url}`, `POST ${bucket.completeUrl}`]);
    });

    it("sends the whole form again when the line broke or the bucket failed", async () => {
      const { forms, transport } = answers(null, 503, 204, 503, 200);
      const { send, waiting } = setUp("short", { transport, target: bucket });
      await send();
      expect(forms).toHaveLength(3);
      expect(waiting).toContain(true);
      expect(waiting.at(-1)).toBe(false);
    });

    it("says what the server found when it opened the file", async () => {
      const { transport } = answers(204, 415);
      await expect(setUp("short", { transport, target: bucket }).send()).rejects.toMatchObject({
        problem: { reason: "unsupported", message: "Not this one." },
      });
    });

    it("does not have opened what the bucket refused", async () => {
      const { asked, transport } = answers(403);
      await expect(setUp("short", { transport, target: bucket }).send()).rejects.toMatchObject({
        problem: { reason: "failed" },
      });
      expect(asked).toHaveLength(1);
    });
  });
});
