import { describe, expect, it } from "vitest";
import { RequestProblem } from "../http/request";
import { tusServer } from "../testing/tusServer";
import { type AttachmentsOptions, createAttachments, kindOf, references } from "./attachments";
import { copyAddress } from "./types";

const PHOTO = new File(["bytes of a photo"], "lamp.jpg", { type: "image/jpeg" });
const RECORDING = new File(["bytes of a recording"], "said.webm", { type: "audio/webm" });

function setUp(options: Partial<AttachmentsOptions> = {}) {
  const server = tusServer(PHOTO.size);
  const opened: string[] = [];
  let count = 0;
  const store = createAttachments({
    api: {
      announce: () =>
        Promise.resolve({ s3Key: "uploads/u/med_7.jpg", url: "/media/u", fields: {}, completeUrl: null, maxBytes: 1_000 }),
    },
    transport: server.transport,
    clock: { now: () => 0, after: (_, task) => (queueMicrotask(task), () => undefined) },
    random: () => 0,
    newId: () => `f${++count}`,
    most: 2,
    accepts: ["image"],
    preview: {
      open: () => {
        opened.push("blob:1");
        return "blob:1";
      },
      close: (url) => void opened.splice(opened.indexOf(url), 1),
    },
    ...options,
  });
  const settled = () =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (store.getSnapshot().every(({ status }) => status === "ready" || status === "refused")) resolve();
      };
      store.subscribe(look);
      look();
    });
  return { opened, server, settled, store };
}

describe("attachments", () => {
  it("sends what is added, and names it for a message once it is there", async () => {
    const { settled, store } = setUp();
    expect(store.add([{ file: PHOTO, name: PHOTO.name }])).toBe(0);
    expect(store.getSnapshot()[0]).toMatchObject({ kind: "image", previewUrl: "blob:1", status: "sending" });
    expect(references(store.getSnapshot())).toEqual([]);
    await settled();
    expect(references(store.getSnapshot())).toEqual([
      { media_type: "image", s3_key: "uploads/u/med_7.jpg" },
    ]);
  });

  it("leaves out other kinds and what is too many", () => {
    const { store } = setUp();
    const photo = { file: PHOTO, name: PHOTO.name };
    const text = { file: new File(["a"], "a.txt", { type: "text/plain" }), name: "a.txt" };
    expect(store.add([{ file: RECORDING, name: "said.webm" }, text, photo, photo, photo])).toBe(3);
    expect(store.getSnapshot()).toHaveLength(2);
  });

  it("takes one away with its preview and its sending", async () => {
    const { opened, server, store } = setUp();
    server.faults.push(...Array.from({ length: 50 }, () => "lost" as const));
    store.add([{ file: PHOTO, name: PHOTO.name }]);
    store.remove("f1");
    expect([store.getSnapshot(), opened]).toEqual([[], []]);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(server.asked.length).toBeLessThan(2);
  });

  it("says why one was refused, and sends it again when asked", async () => {
    const { server, settled, store } = setUp();
    server.faults.push(415);
    store.add([{ file: PHOTO, name: PHOTO.name }]);
    await settled();
    expect(store.getSnapshot()[0]).toMatchObject({
      status: "refused",
      problem: { reason: "unsupported", message: "Not this one." },
    });
    store.retry("f1");
    await settled();
    expect(store.getSnapshot()[0]?.status).toBe("ready");
  });

  it.each([
    ["validation_error", "unsupported"],
    ["rate_limit_error", "too_many"],
    ["no_answer", "no_answer"],
    ["storage_error", "failed"],
  ] as const)("knows what %s means where a file is announced", async (code, reason) => {
    const announce = () => Promise.reject(new RequestProblem({ code, message: null }));
    const { settled, store } = setUp({ api: { announce } });
    store.add([{ file: PHOTO, name: PHOTO.name }]);
    await settled();
    expect(store.getSnapshot()[0]?.problem?.reason).toBe(reason);
  });
});

describe("kindOf", () => {
  it.each([
    ["image/png", "a", "image"],
    ["", "IMG_1.HEIC", "image"],
    ["video/webm", "r.webm", "audio"],
    ["", "note.m4a", "audio"],
    ["application/pdf", "a.pdf", null],
  ])("type %s, name %s: %s", (type, name, kind) => {
    expect(kindOf(new Blob(["a"], { type }), name)).toBe(kind);
  });
});

it("finds the server's copy by the key", () => {
  expect(copyAddress("uploads/ab/med_1.jpg")).toBe("/media/api/v1/media/med_1/download");
});
