import { describe, expect, it } from "vitest";
import { fakeServer } from "../testing/fakeServer";
import { COMPARISON, WISH } from "../testing/samples";
import { createApi } from "./api";
import { problemSentence } from "../format/problem";
import { ENGLISH } from "../testing/messages";
import { failureOf, RequestProblem } from "./request";

function tokenOf(sessionId: string): string | null {
  return sessionId === "mine" ? "t.1" : null;
}

function setUp() {
  const server = fakeServer();
  return { server, api: createApi(server.fetch, tokenOf) };
}

async function sentence(asked: Promise<unknown>): Promise<string> {
  const problem: unknown = await asked.then(() => null, (failure: unknown) => failure);
  expect(problem).toBeInstanceOf(RequestProblem);
  return problemSentence(failureOf(problem), ENGLISH);
}

describe("the services behind the page", () => {
  it("are asked in JSON", async () => {
    const { api, server } = setUp();
    server.answers("POST /catalog/api/v1/watches", { watch_id: "w", label: "lamp" });
    server.answers("DELETE /catalog/api/v1/watches/w%2F1", new Response(null, { status: 204 }));
    await api.watch(WISH, null);
    await api.endWatch("w/1");
    expect(server.asked).toMatchObject([
      { body: { requirement_spec: WISH }, headers: { "content-type": "application/json" } },
      { body: null, headers: { accept: "application/json" } },
    ]);
  });

  it("open a conversation by its token, where there is one", async () => {
    const { api, server } = setUp();
    for (const id of ["mine", "other"]) {
      server.answers(`GET /api/v1/sessions/${id}/results?page=2`, { products: [{}, COMPARISON] });
      expect(await api.resultsPage(id, 2)).toEqual([]);
    }
    const tokens = server.asked.map(({ headers }) => headers["X-Session-Token"]);
    expect(tokens).toEqual(["t.1", undefined]);
  });

  it.each([
    ["the server's sentence", Response.json({ message: "Too many." }, { status: 429 }), "Too many."],
    ["one of its own", new Response("<html>", { status: 502 }), "did not answer"],
    ["that the line broke", new TypeError("network"), "did not answer"],
    ["that it was not understood", { items: 4 }, "does not understand"],
  ])("say %s", async (_name, answer, expected) => {
    const { api, server } = setUp();
    server.answers("GET /api/v1/inbox", answer);
    expect(await sentence(api.inbox())).toContain(expected);
  });
});
