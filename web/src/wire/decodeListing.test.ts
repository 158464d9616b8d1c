import { anything, assert, dictionary, property, record, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { CONNECTIONS, JOB, jobBody, LISTING } from "../testing/sellingSamples";
import { decodeConnections, decodeConnectStarted, decodeCsvReport } from "./decodeConnections";
import { decodeFrame } from "./decodeEvent";
import { decodeJob, decodeJobs, decodeProgressOfJob } from "./decodeJob";
import { decodeListing } from "./decodeListing";

function read(type: string, data: unknown) {
  const frame = decodeFrame(JSON.stringify({ type, seq: 4, run_id: "r", data }));
  return frame.kind === "event" ? frame.event.data : frame.kind;
}

describe("decodeListing", () => {
  it("reads what the server sends as it is", () => {
    expect(read("listing", { ...LISTING, draft: {} })).toEqual(LISTING);
  });

  it("fills in nothing that is not there", () => {
    expect(decodeListing({ preview_id: "p" })).toEqual({
      preview_id: "p",
      form: {
        title: null,
        description: null,
        price: null,
        currency: "USD",
        condition: null,
        category: null,
        attributes: {},
        media_s3_keys: [],
        target_marketplaces: [],
        shipping_options: [],
        location: null,
      },
      missing: [],
      preview: [],
      price_advice: null,
      warnings: [],
    });
  });

  it("leaves out what makes no sense, and never an obstacle that it does not know", () => {
    const listing = decodeListing({
      preview_id: "p",
      form: { price: -4, condition: "mint", media_s3_keys: ["a", "a", 7], shipping_options: ["drone", "shipping"] },
      preview: [
        { marketplace: "ebay", limits: { title: 80, photos: -1 }, fees: { lines: [] }, net: "much" },
        { marketplace: "ebay", assisted: true },
        { fields: [] },
      ],
      price_advice: { sample_size: 3, message: "Few.", percentile: 140, low: "cheap" },
      warnings: [{ message: "Recalled.", level: "banned" }, { level: "refused" }],
    });
    expect(listing).toMatchObject({
      form: { price: null, condition: null, media_s3_keys: ["a"], shipping_options: ["shipping"] },
      preview: [{ marketplace: "ebay", limits: { title: 80 }, fees: null, net: null, assisted: false }],
      price_advice: { sample_size: 3, low: null, percentile: null },
      warnings: [{ message: "Recalled.", level: "blocking" }],
    });
  });

  it("needs the id that a yes names", () => {
    expect(decodeListing({ form: {} })).toBeNull();
    expect(read("listing", {})).toBe("skipped");
  });

  it("survives anything", () => {
    const hostile = record({ preview_id: string(), form: anything(), preview: anything(), warnings: anything() });
    assert(property(hostile, (fields) => void decodeListing(fields)));
    assert(property(dictionary(string(), anything()), (fields) => void decodeProgressOfJob(fields)));
    assert(property(anything(), (value) => void [decodeJobs(value), decodeConnections(value), decodeCsvReport(value)]));
  });
});

describe("jobs", () => {
  it("are read from the socket and over HTTP", () => {
    const { form: _form, ...progress } = JOB;
    expect(read("job", progress)).toMatchObject({ job_id: "job-1", marketplace_results: JOB.marketplace_results });
    expect(decodeJobs({ jobs: [jobBody(JOB), { job_id: "x" }] })).toEqual([JOB]);
  });

  it("tell why they failed", () => {
    expect(decodeJob({ job_id: "j", status: "failed", error: { message: "Down." } })).toMatchObject({
      message: "Down.",
      marketplace_results: [],
      sold_at: null,
    });
  });
});

describe("connections", () => {
  it("are read, each with a name", () => {
    expect(decodeConnections({ connections: [...CONNECTIONS, { marketplace: "store" }, 4] })).toEqual([
      ...CONNECTIONS,
      { marketplace: "store", name: "store", mode: "", connected: false, account_name: null, simulated: false, message: null },
    ]);
  });

  it("begin somewhere, or are there already", () => {
    expect(decodeConnectStarted({ auth_url: "https://a.example/" })).toEqual({
      auth_url: "https://a.example/",
      connected: false,
    });
    expect(decodeConnectStarted({ connected: true })).toEqual({ auth_url: null, connected: true });
    expect(decodeConnectStarted({})).toBeNull();
  });

  it("of files tell of each line", () => {
    expect(decodeCsvReport({ rows: [{ line: 2, outcome: "created", title: "Lamp" }, 3] })).toEqual({
      rows: [{ line: 2, outcome: "created", title: "Lamp", message: null }],
    });
    expect(decodeCsvReport({})).toBeNull();
  });
});
