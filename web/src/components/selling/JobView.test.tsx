import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { StatusContext } from "../../status/StatusContext";
import { createStatusStore } from "../../status/store";
import { render } from "../../testing/render";
import { BY_HAND, CONNECTIONS, JOB, JOB_PROGRESS, jobBody, LIVE, PART, PASTE } from "../../testing/sellingSamples";
import { withServices } from "../../testing/withServices";
import type { JobProgress } from "../../wire/selling";
import { ConnectButton } from "./ConnectButton";
import { JobView } from "./JobView";

const PATH = "/crosspost/api/v1/jobs/job-1";
const REFUSED = (message: string) => Response.json({ error: "validation_error", message }, { status: 400 });

function row(name: string): HTMLElement {
  return screen.getByText(name).closest("li") as HTMLElement;
}

function open(job: JobProgress) {
  const { Services, server } = withServices();
  const status = createStatusStore();
  server.answers("GET /crosspost/api/v1/connections", { connections: CONNECTIONS });
  const view = (shown: JobProgress) => (
    <StatusContext value={status}>
      <JobView job={shown} />
    </StatusContext>
  );
  const { rerender } = render(view(job), { wrapper: Services });
  return { again: (next: JobProgress) => rerender(view(next)), server, status, user: userEvent.setup() };
}

function withPart(part: Partial<typeof PART>): JobProgress {
  return { ...JOB_PROGRESS, marketplace_results: [{ ...PART, ...part }] };
}

describe("JobView", () => {
  it("says how it stands at each marketplace, and what changes, once", async () => {
    const { again, status } = open(JOB_PROGRESS);
    expect(row("eBay").textContent).toContain("Waiting its turn");
    expect(await within(row("eBay")).findByText("Simulated")).toBeTruthy();
    expect(screen.getByText("1 marketplace is waiting for you.")).toBeTruthy();
    again(withPart({ status: "processing", updated_at: "2026-11-20T10:00:02Z" }));
    expect(status.getSnapshot().count).toBe(0);
    again({ ...JOB_PROGRESS, marketplace_results: [LIVE, BY_HAND] });
    expect(status.getSnapshot().sentence).toContain("eBay: Live.");
    const link = screen.getByRole("link", { name: /See it on eBay/ });
    expect(link.getAttribute("href")).toBe("https://www.ebay.com/itm/3310");
    expect(link.getAttribute("rel")).toBe("noopener noreferrer");
  });

  it("draws no link to a script, and a state that it does not know in plain words", () => {
    open(withPart({ status: "on_hold", confirmation_link: "javascript:alert(1)" }));
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.getByText("On hold")).toBeTruthy();
  });

  it("tries again where that may help", async () => {
    const { server, user } = open(withPart({ status: "failed", message: "It did not answer." }));
    expect(row("eBay").textContent).toContain("It did not answer.");
    server.answers(`POST ${PATH}/marketplaces/ebay/retry`, REFUSED("Not now."));
    await user.click(screen.getByRole("button", { name: "Try again on eBay" }));
    expect((await screen.findByRole("alert")).textContent).toBe("Not now.");
    server.answers(`POST ${PATH}/marketplaces/ebay/retry`, {});
    server.answers(`GET ${PATH}`, jobBody({ ...JOB, marketplace_results: [LIVE] }));
    await user.click(screen.getByRole("button", { name: "Try again on eBay" }));
    expect(await screen.findByText("Live")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("asks in place for what a marketplace lacks", async () => {
    const action = {
      ...PASTE,
      kind: "answer",
      message: "eBay asks for the brand.",
      fields: [{ name: "Brand", label: "Brand", value: "", max_length: 65, truncated: false }],
    };
    const { server, user } = open(withPart({ status: "needs_input", action }));
    server.answers(`GET ${PATH}`, jobBody(JOB));
    server.answers(`PATCH ${PATH}`, {});
    await user.type(screen.getByRole("textbox", { name: "Brand" }), "Cassia{Enter}");
    await waitFor(() => expect(server.asked.some(({ request }) => request.startsWith("PATCH"))).toBe(true));
    const sent = server.asked.find(({ request }) => request === `PATCH ${PATH}`);
    expect(sent?.body).toEqual({ listing_spec: { ...JOB.form, attributes: { color: "green", Brand: "Cassia" } } });
  });
});

describe("a posting that is finished by hand", () => {
  it("has everything to copy, the form and the photos", async () => {
    const { user } = open(JOB_PROGRESS);
    await user.click(screen.getByText("Finish on Facebook Marketplace"));
    const form = screen.getByRole("link", { name: /Open Facebook Marketplace/ });
    expect([form.getAttribute("target"), form.getAttribute("rel")]).toEqual(["_blank", "noopener noreferrer"]);
    expect(screen.getByRole("link", { name: "Photos (zip)" }).getAttribute("href")).toBe(PASTE.photo_zip_url);
    await user.click(screen.getByRole("button", { name: "Copy Price" }));
    expect(await navigator.clipboard.readText()).toBe("180");
    expect(screen.getByRole("button", { name: "Copied Price" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Copy everything" }));
    expect(await navigator.clipboard.readText()).toBe(PASTE.text);
    expect(screen.getAllByRole("checkbox")).toHaveLength(2);
  });

  it("takes the address back, and says in place what is wrong with it", async () => {
    const { server, user } = open(JOB_PROGRESS);
    await user.click(screen.getByText("Finish on Facebook Marketplace"));
    server.answers(`POST ${PATH}/marketplaces/facebook/confirm`, REFUSED("That is another site."));
    const field = screen.getByRole("textbox", { name: /Address of your listing/ });
    await user.type(field, "https://elsewhere.example/1");
    await user.click(screen.getByRole("button", { name: "It is live" }));
    expect((await screen.findByRole("alert")).textContent).toBe("That is another site.");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    const live = { ...BY_HAND, status: "live", action: null, updated_at: "2026-11-20T11:00:00Z", confirmed_by: "user" };
    server.answers(`POST ${PATH}/marketplaces/facebook/confirm`, {});
    server.answers(`GET ${PATH}`, jobBody({ ...JOB, marketplace_results: [PART, live] }));
    await user.click(screen.getByRole("button", { name: "It is live" }));
    await waitFor(() => expect(row("Facebook Marketplace").textContent).toContain("Live"));
    expect(server.asked.findLast(({ request }) => request.endsWith("/confirm"))?.body).toEqual({
      link: "https://elsewhere.example/1",
    });
  });

  it("is taken down by hand, too", async () => {
    const action = { ...PASTE, kind: "take_down", message: "It is sold: take it down." };
    const { server, user } = open(withPart({ marketplace: "facebook", status: "live", action }));
    await user.click(screen.getByText("Take it down on Facebook Marketplace"));
    server.answers(`POST ${PATH}/marketplaces/facebook/taken-down`, {});
    const gone = { ...PART, marketplace: "facebook", status: "removed", updated_at: "2026-11-20T12:00:00Z" };
    server.answers(`GET ${PATH}`, jobBody({ ...JOB, marketplace_results: [gone] }));
    await user.click(screen.getByRole("button", { name: "I have taken it down" }));
    expect(await screen.findByText("Taken down")).toBeTruthy();
  });
});

describe("ConnectButton", () => {
  it("leaves for the page where the seller agrees, and for no other", async () => {
    const { Services, server } = withServices();
    const left: string[] = [];
    const user = userEvent.setup();
    server.answers("GET /crosspost/api/v1/connections", { connections: CONNECTIONS });
    server.answers("POST /crosspost/api/v1/connections/ebay/connect", { auth_url: "https://auth.ebay.com/authorize" });
    render(<ConnectButton marketplace="ebay" leaveFor={(address) => left.push(address)} />, { wrapper: Services });
    await user.click(screen.getByRole("button", { name: "Connect eBay" }));
    await waitFor(() => expect(left).toEqual(["https://auth.ebay.com/authorize"]));
    server.answers("POST /crosspost/api/v1/connections/ebay/connect", { auth_url: "javascript:alert(1)" });
    await user.click(screen.getByRole("button", { name: "Connect eBay" }));
    await waitFor(() => expect(server.asked.filter(({ request }) => request.startsWith("GET"))).toHaveLength(2));
    expect(left).toHaveLength(1);
  });
});
