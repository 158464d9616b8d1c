import { describe, expect, it } from "vitest";
import { fakeServer } from "../testing/fakeServer";
import { versionWatch } from "./versionWatch";

function page(script: string, headers: Record<string, string> = { "content-type": "text/html; charset=utf-8" }) {
  return new Response(`<script type="module" src="${script}"></script>`, { headers });
}

describe("versionWatch", () => {
  it("tells once when the server has another page", async () => {
    const server = fakeServer();
    const watch = versionWatch(server.fetch, "/assets/index-1.js");
    let told = 0;
    const end = watch.subscribe(() => (told += 1));
    server.answers("GET /", page("/assets/index-1.js"));
    await watch.check();
    expect(watch.getSnapshot()).toBe(false);
    server.answers("GET /", page("/assets/index-2.js"));
    await watch.check();
    await watch.check();
    expect([watch.getSnapshot(), told, server.asked.length]).toEqual([true, 1, 2]);
    end();
  });

  it.each([
    ["is away", new TypeError("network")],
    ["fails", new Response("<html>", { status: 503, headers: { "content-type": "text/html" } })],
    ["says something else", page("/assets/index-2.js", { "content-type": "application/json" })],
  ])("knows nothing of a server that %s", async (_name, answer) => {
    const server = fakeServer();
    const watch = versionWatch(server.fetch, "/assets/index-1.js");
    server.answers("GET /", answer);
    await watch.check();
    expect(watch.getSnapshot()).toBe(false);
  });

  it("does not ask where the page is served as it is written", async () => {
    const server = fakeServer();
    await versionWatch(server.fetch, null).check();
    expect(server.asked).toEqual([]);
  });
});
