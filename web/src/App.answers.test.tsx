import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { ANSWER, CITATION, documentBody, QUOTE } from "./testing/documentSamples";
import { memoryArchive } from "./testing/memoryArchive";
import { openApp } from "./testing/openApp";

const DOCUMENT = "/documents/api/v1/documents/doc_1";
const RUN = "r1";
const LOG = [
  { type: "thinking", seq: 1, run_id: RUN, data: { message: "…", user_message: "may I return it?" } },
  { type: "progress", seq: 2, run_id: RUN, data: { step: "answer_documents", message: "Looking" } },
  { type: "token", seq: 3, run_id: RUN, data: { content: ANSWER.text, message_id: "msg_1", is_complete: true } },
  { type: "answer", seq: 4, run_id: RUN, data: { ...ANSWER, extractive: true } },
  { type: "token", seq: 5, run_id: RUN, data: { content: "Back: which price?", message_id: "msg_2", is_complete: true } },
  { type: "done", seq: 6, run_id: RUN, data: { message: "", outcome: "answer" } },
];

const theSource = () => screen.getByRole("button", { name: /^1 ?Returns/ });

async function answered() {
  const app = openApp();
  await app.greet();
  await app.deliver(...LOG);
  await screen.findByRole("region", { name: "Sources" });
  return app;
}

describe("answers in the page", () => {
  beforeEach(() => {
    localStorage.clear();
    window.history.replaceState(null, "", "/");
  });

  it("say where they are looked up, and stand once, with their sources", async () => {
    const app = openApp();
    await app.greet();
    await app.deliver(...LOG.slice(0, 2));
    expect(screen.getAllByText("Looking it up in the documents").length).toBeGreaterThan(0);
    await app.deliver(...LOG.slice(2));
    const sources = await screen.findByRole("region", { name: "Sources" });
    expect(sources.textContent).toContain("Returns 𝄞 › How long, page 3");
    expect(screen.getAllByText(/The documents say/)).toHaveLength(1);
    expect(screen.getByText(/and \[7\]/)).toBeTruthy();
    expect(screen.getByText("Back: which price?")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Good reply" })).toBeTruthy();
  });

  it("open a document at exactly the place, with the keyboard on it", async () => {
    const { server, user } = await answered();
    server.answers(`GET ${DOCUMENT}?version=2`, documentBody());
    await user.click(screen.getByRole("button", { name: "Open source 1: Returns 𝄞 › How long" }));
    const panel = await screen.findByRole("dialog", { name: "Returns 𝄞" });
    await waitFor(() => expect(panel.querySelector("mark")?.textContent).toBe(QUOTE));
    expect(document.activeElement).toBe(panel.querySelector("mark"));
    expect(within(panel).getByRole("heading", { name: "How long" })).toBeTruthy();
    await user.click(within(panel).getByText("Headings"));
    await user.click(within(panel).getByRole("button", { name: "How long" }));
    expect(document.activeElement?.textContent).toBe("How long");
  });

  it("tell of a version that is gone, and of a newer one", async () => {
    const { server, user } = await answered();
    const missing = { error: "not_found_error", message: "There is no such version." };
    server.answers(`GET ${DOCUMENT}?version=2`, Response.json(missing, { status: 404 }));
    server.answers(`GET ${DOCUMENT}`, documentBody(5));
    await user.click(theSource());
    let panel = await screen.findByRole("dialog", { name: CITATION.title });
    await waitFor(() => expect(panel.textContent).toContain("no longer kept"));
    expect(panel.querySelector("mark")).toBeNull();
    await user.click(within(panel).getByRole("button", { name: "Close" }));
    const newer = { ...documentBody(), document: { ...documentBody().document, version: 3 } };
    server.answers(`GET ${DOCUMENT}?version=2`, newer);
    await user.click(theSource());
    panel = await screen.findByRole("dialog", { name: CITATION.title });
    await waitFor(() => expect(panel.textContent).toContain("There is a newer one"));
    expect(panel.querySelector("mark")?.textContent).toBe(QUOTE);
  });

  it("are there again from what the browser kept", async () => {
    window.history.replaceState(null, "", "/?session=kept");
    const archive = memoryArchive();
    await archive.append("kept", LOG.map((event) => ({ seq: event.seq, text: JSON.stringify(event) })));
    openApp(() => localStorage, { archive });
    expect((await screen.findByRole("region", { name: "Sources" })).textContent).toContain("How long");
    expect(screen.getAllByText(/The documents say/)).toHaveLength(1);
  });
});
