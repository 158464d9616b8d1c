import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { CITATION, INFO, QUOTE } from "../../testing/documentSamples";
import { render } from "../../testing/render";
import { withServices } from "../../testing/withServices";
import { DocumentsPanel } from "./DocumentsPanel";

const ROOT = "/documents/api/v1/documents";
const OWN = { ...INFO, document_id: "doc_2", title: "My kettle", source: "kettle.txt", owner_id: "ann" };

async function open({ publish = false, documents = [INFO, OWN] }: { publish?: boolean; documents?: unknown[] } = {}) {
  const { Services, server } = withServices();
  server.answers(`GET ${ROOT}`, { documents, next_cursor: null });
  server.answers("GET /documents/api/v1/me/rights", { publish });
  render(<DocumentsPanel onClose={() => undefined} />, { wrapper: Services });
  await waitFor(() => expect(screen.queryByText("Fetching the documents…")).toBeNull());
  return { server, user: userEvent.setup() };
}

function lines(): HTMLElement[] {
  return within(screen.getByRole("list", { name: "All documents" })).queryAllByRole("listitem");
}

describe("DocumentsPanel", () => {
  it("lists what there is; only one's own can be deleted, after asking once", async () => {
    const { server, user } = await open();
    expect(lines().map((line) => line.querySelector("button")?.textContent)).toEqual(["Returns 𝄞", "My kettle"]);
    expect(screen.queryByRole("button", { name: /Delete Returns/ })).toBeNull();
    expect(screen.queryByRole("checkbox")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Delete My kettle" }));
    expect(server.asked.some(({ request }) => request.startsWith("DELETE"))).toBe(false);
    server.answers(`DELETE ${ROOT}/doc_2`, new Response(null, { status: 204 }));
    await user.click(screen.getByRole("button", { name: /^Delete for good ?: My kettle$/ }));
    await waitFor(() => expect(lines()).toHaveLength(1));
  });

  it("finds passages by words, and says where none has them", async () => {
    const { server, user } = await open();
    const { char_end, char_start, heading_path, title, version } = CITATION;
    const passage = { document_id: "doc_1", version, char_start, char_end, title, heading_path, text: QUOTE };
    server.answers(`POST ${ROOT}/search`, { passages: [passage], uses_vectors: false });
    await user.type(screen.getByRole("searchbox"), "days to decide{Enter}");
    const found = await screen.findByRole("list", { name: "Passages" });
    expect(found.textContent).toContain("Returns 𝄞 › How long");
    expect(server.asked.at(-1)?.body).toEqual({ query: "days to decide" });
    server.answers(`POST ${ROOT}/search`, { passages: [], uses_vectors: false });
    await user.type(screen.getByRole("searchbox"), "!{Enter}");
    expect(await screen.findByText("No passage has these words.")).toBeTruthy();
  });

  it("adds a file as it is, and says in the server's words why one is refused", async () => {
    const { server, user } = await open({ publish: true });
    server.answers(`POST ${ROOT}?name=notes.txt&public=true`, { document: { ...OWN, title: "Notes" }, unchanged: false });
    await user.click(screen.getByRole("checkbox", { name: "Everybody may see it" }));
    const input = screen.getByLabelText("Add a document", { selector: "input" });
    const file = new File(["Water it."], "notes.txt", { type: "text/plain" });
    fireEvent.change(input, { target: { files: [file] } });
    expect(await screen.findByText("Added: Notes")).toBeTruthy();
    expect(server.asked.find(({ request }) => request.startsWith("POST"))?.body).toBeInstanceOf(Blob);
    const refusal = { error: "validation_error", message: "There are no words in this document." };
    server.answers(`POST ${ROOT}?name=empty.txt&public=true`, Response.json(refusal, { status: 415 }));
    fireEvent.change(input, { target: { files: [new File([""], "empty.txt")] } });
    expect((await screen.findByRole("alert")).textContent).toContain("There are no words in this document.");
  });

  it("shows operators what people think of answers, a page at a time", async () => {
    const { server, user } = await open({ publish: true });
    const given = { feedback_id: "fb_2", value: "down", reason: "too short", text: "30 days [1]." };
    const older = { ...given, feedback_id: "fb_1", value: "up", reason: null };
    server.answers(`GET ${ROOT}/feedback`, { feedback: [given], next_cursor: "9#fb_2" });
    server.answers(`GET ${ROOT}/feedback?cursor=9%23fb_2`, { feedback: [older], next_cursor: null });
    await user.click(await screen.findByText("What people think of answers"));
    expect(await screen.findByText("too short")).toBeTruthy();
    expect(screen.getByText("Not helpful")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Show more" }));
    expect(await screen.findByText("Helpful")).toBeTruthy();
  });

  it("says what to do where there is nothing", async () => {
    await open({ documents: [] });
    expect(screen.getByText(/There are no documents here yet/)).toBeTruthy();
  });
});
