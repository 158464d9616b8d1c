import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryArchive } from "./testing/memoryArchive";
import { openApp } from "./testing/openApp";
import { CONNECTIONS, JOB, jobBody, LISTING, LIVE, PART, sellingLog } from "./testing/sellingSamples";

const LOG = sellingLog();

/** The page with a listing to look at. */
async function withListing() {
  const app = openApp();
  app.server.answers("GET /crosspost/api/v1/connections", { connections: CONNECTIONS });
  await app.greet();
  await app.deliver(...LOG.slice(0, 7));
  await screen.findByRole("region", { name: "Your listing" });
  return app;
}

describe("selling in the page", () => {
  beforeEach(() => {
    localStorage.clear();
    window.history.replaceState(null, "", "/");
  });

  it("posts once, however often the button is pressed, and shows what becomes of it", async () => {
    const { deliver, latest, user } = await withListing();
    expect(screen.getByText("The listing as it was then: Canvas tent for four · $180")).toBeTruthy();
    await user.dblClick(screen.getByRole("button", { name: "Post it" }));
    const sent = latest().sent.filter(({ type }) => type === "confirm");
    expect(sent).toMatchObject([{ decision: "yes", preview_id: "prev-1" }]);
    const run = { run_id: "r4", data: undefined };
    await deliver(
      { ...run, type: "progress", seq: 8, data: { step: "crosspost_dispatch", message: "", client_id: sent[0]?.["client_id"] } },
      { ...run, type: "job", seq: 9, data: { ...JOB, marketplace_results: [PART] } },
      { ...run, type: "done", seq: 10, data: { message: "", outcome: "listing" } },
    );
    const job = await screen.findByRole("region", { name: "Your listing at the marketplaces" });
    expect(job.textContent).toContain("Waiting its turn");
    expect(screen.queryByRole("button", { name: "Post it" })).toBeNull();
    await deliver({ type: "job", seq: 11, run_id: null, data: { ...JOB, marketplace_results: [LIVE] } });
    await waitFor(() => expect(job.textContent).toContain("Live"));
    expect(screen.getByText("eBay: Live.")).toBeTruthy();
  });

  it("changes the listing where it stands, and takes no yes meanwhile", async () => {
    const { deliver, latest, user } = await withListing();
    const title = screen.getByRole("textbox", { name: "Title" });
    await user.type(title, " with pegs");
    await user.click(screen.getByRole("button", { name: "Post it" }));
    const sent = latest().sent.filter(({ type }) => type === "edit" || type === "confirm");
    expect(sent).toMatchObject([
      { type: "edit", operations: [{ op: "set", slot: "title", value: "Canvas tent for four with pegs" }] },
    ]);
    const form = { ...LISTING.form, title: "Canvas tent for four with pegs" };
    await deliver(
      { type: "progress", seq: 8, run_id: "r3", data: { step: "build_listing_spec", client_id: sent[0]?.["client_id"] } },
      { type: "listing", seq: 9, run_id: "r3", data: { ...LISTING, preview_id: "prev-2", form } },
      { type: "done", seq: 10, run_id: "r3", data: { message: "", outcome: "listing" } },
    );
    expect(screen.getAllByRole("region", { name: "Your listing" })).toHaveLength(1);
    expect(screen.getByDisplayValue("Canvas tent for four with pegs")).toBe(title);
    await user.click(screen.getByRole("button", { name: "Post it" }));
    expect(latest().sent.at(-1)).toMatchObject({ type: "confirm", preview_id: "prev-2" });
  });

  it("reads a sale again without a server", async () => {
    const archive = memoryArchive();
    const first = openApp(undefined, { archive });
    await waitFor(() => expect(first.sockets.opened).toHaveLength(1));
    await first.greet();
    await first.deliver(...LOG);
    await waitFor(() => expect(archive.writes.length).toBeGreaterThan(0));
    first.unmount();
    openApp(undefined, { archive });
    expect(await screen.findByRole("region", { name: "Your listing at the marketplaces" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Post it" })).toBeNull();
  });

  it("leads from news of a listing to it", async () => {
    const { deliver, greet, server, user } = openApp();
    server.answers("GET /crosspost/api/v1/jobs", { jobs: [jobBody({ ...JOB, marketplace_results: [LIVE] })] });
    const notice = { notice_id: "n1", kind: "job", job_id: "job-1", message: "Your tent is live on eBay.", created_at: "2026-11-20T10:00:00Z" };
    server.answers("GET /api/v1/inbox", { items: [notice], unread: 1 });
    server.answers("GET /catalog/api/v1/watches", { watches: [] });
    await greet();
    await deliver();
    await user.click(screen.getByRole("button", { name: /^News/ }));
    await user.click(await screen.findByRole("button", { name: "See the listing" }));
    const panel = await screen.findByRole("dialog", { name: "My listings" });
    expect((await within(panel).findByText("Canvas tent for four")).closest("details")?.open).toBe(true);
  });

  it("says how connecting an account went, once", async () => {
    window.history.replaceState(null, "", "/?marketplace=ebay&connected=yes&message=Pay+here");
    const { greet, server } = openApp();
    server.answers("GET /crosspost/api/v1/jobs", { jobs: [] });
    await greet();
    const panel = await screen.findByRole("dialog", { name: "My listings" });
    expect(panel.textContent).toContain("eBay is connected.");
    expect(panel.textContent).not.toContain("Pay here");
    expect(window.location.search).toMatch(/^\?session=/);
  });
});
