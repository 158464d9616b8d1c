import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { JobsContext } from "../../conversation/JobsContext";
import { render } from "../../testing/render";
import { BY_HAND, CONNECTIONS, FORM, JOB, jobBody, LIVE, PART } from "../../testing/sellingSamples";
import { withServices } from "../../testing/withServices";
import type { Job, JobProgress } from "../../wire/selling";
import { ListingsPanel } from "./ListingsPanel";

const JOBS = "/crosspost/api/v1/jobs";
const UP: Job = { ...JOB, job_id: "job-2", form: { ...FORM, title: "Brass lamp", price: 40 }, marketplace_results: [LIVE] };

async function card(title: string): Promise<HTMLElement> {
  // What is to be copied has the title once more.
  const [first] = await screen.findAllByText(title);
  return first?.closest("li") as HTMLElement;
}

function open(jobs: readonly Job[], told: Record<string, JobProgress> = {}) {
  const { Services, server } = withServices();
  server.answers(`GET ${JOBS}`, { jobs: jobs.map(jobBody) });
  server.answers("GET /crosspost/api/v1/connections", { connections: CONNECTIONS });
  render(
    <JobsContext value={told}>
      <ListingsPanel jobId="job-2" onClose={() => undefined} />
    </JobsContext>,
    { wrapper: Services },
  );
  const user = userEvent.setup();
  return { server, user };
}

describe("ListingsPanel", () => {
  it("says what to do where nothing is sold, and what failed", async () => {
    const { server, user } = open([]);
    expect(await screen.findByText(/You sell nothing yet/)).toBeTruthy();
    expect(server.asked.some(({ request }) => request === `GET ${JOBS}`)).toBe(true);
    expect(user).toBeTruthy();
  });

  it("asks again when the server could not be reached", async () => {
    const { Services, server } = withServices();
    server.answers(`GET ${JOBS}`, new Error("broken"));
    render(<ListingsPanel jobId={null} onClose={() => undefined} />, { wrapper: Services });
    expect(await screen.findByRole("alert")).toBeTruthy();
    server.answers(`GET ${JOBS}`, { jobs: [jobBody(UP)] });
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Brass lamp")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("finds listings by words and by how they stand, with what was told meanwhile", async () => {
    const told = { "job-1": { ...JOB, marketplace_results: [LIVE, BY_HAND] } };
    const { user } = open([JOB, UP], told);
    expect((await card("Canvas tent for four")).textContent).toContain("Waiting for you");
    expect((await card("Brass lamp")).querySelector("details")?.open).toBe(true);
    await user.selectOptions(screen.getByRole("combobox", { name: "Which listings" }), "Live");
    expect(screen.queryAllByText("Canvas tent for four")).toEqual([]);
    await user.selectOptions(screen.getByRole("combobox", { name: "Which listings" }), "All");
    await user.type(screen.getByRole("searchbox"), "TENT");
    expect(screen.queryByText("Brass lamp")).toBeNull();
    await user.type(screen.getByRole("searchbox"), " blue");
    expect(screen.getByText("No listing fits.")).toBeTruthy();
  });

  it("asks where it was sold", async () => {
    const { server, user } = open([UP]);
    const lamp = await card("Brass lamp");
    await user.click(within(lamp).getByRole("button", { name: "It is sold" }));
    server.answers(`POST ${JOBS}/job-2/sold`, {});
    const sold = { ...UP, sold_at: "2026-11-20T12:00:00Z", sold_on: "ebay", marketplace_results: [{ ...PART, status: "removed" }] };
    server.answers(`GET ${JOBS}/job-2`, jobBody(sold));
    await user.click(within(lamp).getByRole("button", { name: "eBay" }));
    await waitFor(() => expect(lamp.textContent).toContain("sold on eBay"));
    expect(within(lamp).queryByRole("button", { name: "It is sold" })).toBeNull();
    expect(server.asked.find(({ request }) => request.endsWith("/sold"))?.body).toEqual({ marketplace: "ebay" });
  });

  it("changes the price everywhere, and withdraws after asking once", async () => {
    const { server, user } = open([UP]);
    const lamp = await card("Brass lamp");
    await user.click(within(lamp).getByRole("button", { name: "Change the price" }));
    const price = within(lamp).getByRole("textbox");
    await user.clear(price);
    await user.type(price, "0");
    const save = within(lamp).getByRole("button", { name: "Change it everywhere" });
    expect(save.hasAttribute("disabled")).toBe(true);
    server.answers(`PATCH ${JOBS}/job-2`, {});
    server.answers(`GET ${JOBS}/job-2`, jobBody({ ...UP, form: { ...UP.form, price: 35 } }));
    await user.type(price, "{Backspace}35");
    await user.click(save);
    await waitFor(() => expect(lamp.textContent).toContain("$35"));
    server.answers(`POST ${JOBS}/job-2/withdraw`, Response.json({ error: "database_error", message: "Busy." }, { status: 503 }));
    await user.click(within(lamp).getByRole("button", { name: "Take it down" }));
    expect(within(lamp).getByText("Take it down everywhere?")).toBeTruthy();
    await user.click(within(lamp).getByRole("button", { name: "Take it down" }));
    expect((await within(lamp).findByRole("alert")).textContent).toBe("Busy.");
  });

  it("cancels what was not begun", async () => {
    const { server, user } = open([{ ...UP, status: "created", marketplace_results: [PART] }]);
    const lamp = await card("Brass lamp");
    server.answers(`DELETE ${JOBS}/job-2`, {});
    server.answers(`GET ${JOBS}/job-2`, jobBody({ ...UP, status: "cancelled", marketplace_results: [] }));
    await user.click(within(lamp).getByRole("button", { name: "Do not post it" }));
    await waitFor(() => expect(lamp.textContent).toContain("Over"));
  });

  it("goes on with what waited for an account, once it is there", async () => {
    const { Services, server } = withServices();
    const waiting: Job = { ...UP, marketplace_results: [{ ...PART, status: "needs_connection" }] };
    server.answers(`GET ${JOBS}`, { jobs: [jobBody(waiting)] });
    server.answers("GET /crosspost/api/v1/connections", { connections: CONNECTIONS });
    server.answers(`POST ${JOBS}/job-2/marketplaces/ebay/retry`, {});
    server.answers(`GET ${JOBS}/job-2`, jobBody(UP));
    const consent = { marketplace: "ebay", isConnected: true };
    render(<ListingsPanel jobId="job-2" consent={consent} onClose={() => undefined} />, { wrapper: Services });
    expect((await card("Brass lamp")).textContent).toContain("Live");
    expect(screen.getByText("eBay is connected.")).toBeTruthy();
  });

  it("disconnects an account, and connects it again", async () => {
    const { server, user } = open([]);
    const accounts = await screen.findByRole("list", { name: "Accounts" });
    expect(accounts.textContent).toContain("Connected as tent-seller");
    expect(accounts.textContent).toContain("You finish each posting there yourself.");
    server.answers("DELETE /crosspost/api/v1/connections/ebay", new Response(null, { status: 204 }));
    const [ebay] = CONNECTIONS;
    server.answers("GET /crosspost/api/v1/connections", { connections: [{ ...ebay, connected: false }] });
    await user.click(within(accounts).getByRole("button", { name: "Disconnect eBay" }));
    server.answers("POST /crosspost/api/v1/connections/ebay/connect", { connected: true });
    const connect = await within(accounts).findByRole("button", { name: "Connect eBay" });
    server.answers("GET /crosspost/api/v1/connections", { connections: CONNECTIONS });
    await user.click(connect);
    expect(await within(accounts).findByRole("button", { name: "Disconnect eBay" })).toBeTruthy();
  });

  it("sends a file of items once its seller has seen what becomes of each line", async () => {
    const { server, user } = open([]);
    const rows = [
      { line: 2, title: "Lamp", outcome: "created" },
      { line: 3, title: "", outcome: "invalid", message: "The price is missing." },
    ];
    server.answers(`POST ${JOBS}/csv?dry_run=true`, { rows });
    const csv = "title,price\nLamp,20\nBowl,\n";
    await user.upload(screen.getByLabelText("Choose a file"), new File([csv], "attic.csv", { type: "text/csv" }));
    expect(await screen.findByText("1 line can be listed, 1 cannot.")).toBeTruthy();
    expect(screen.getByText("The price is missing.")).toBeTruthy();
    expect(screen.getByText("fine")).toBeTruthy();
    server.answers(`POST ${JOBS}/csv`, { rows });
    await user.click(screen.getByRole("button", { name: "List the items of attic.csv" }));
    expect(await screen.findByText("1 line was taken, 1 not.")).toBeTruthy();
    expect(screen.getByText("listed")).toBeTruthy();
    expect(server.asked.filter(({ request }) => request.startsWith(`POST ${JOBS}/csv`)).map(({ body }) => body)).toEqual([csv, csv]);
  });
});
