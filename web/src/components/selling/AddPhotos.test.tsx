import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { MediaContext } from "../../media/MediaContext";
import type { MediaApi } from "../../media/mediaApi";
import type { Received } from "../../media/transport";
import { render } from "../../testing/render";
import { AddPhotos } from "./AddPhotos";

const DONE: Received = { status: 200, header: () => null, body: null };

it("adds photos in the order in which they were given, whichever is there first", async () => {
  const waiting = new Map<string, (received: Received) => void>();
  const api: MediaApi = {
    capabilities: async () => ({ photos: true, recordings: false }),
    announce: async (_file, name) => ({ s3Key: `uploads/u1/${name}`, url: `/media/${name}`, fields: {}, completeUrl: null, maxBytes: 1_000 }),
    photoHints: async () => [],
  };
  const joined: string[][] = [];
  render(
    <MediaContext value={{ api, transport: ({ url }) => new Promise((resolve) => void waiting.set(url, resolve)) }}>
      <AddPhotos onPhotos={(keys) => joined.push(keys)} />
    </MediaContext>,
  );
  const files = ["a.jpg", "b.jpg"].map((name) => new File(["bytes"], name, { type: "image/jpeg" }));
  await screen.findByRole("button", { name: "Choose a photo" });
  await userEvent.upload(document.querySelector("input[multiple]") as HTMLInputElement, files);
  await waitFor(() => expect(waiting.size).toBe(2));
  waiting.get("/media/b.jpg")?.(DONE);
  await waitFor(() => expect(screen.getAllByRole("progressbar")).toHaveLength(1));
  expect(joined).toEqual([]);
  waiting.get("/media/a.jpg")?.(DONE);
  await waitFor(() => expect(joined).toEqual([["uploads/u1/a.jpg", "uploads/u1/b.jpg"]]));
  await waitFor(() => expect(screen.queryByRole("list", { name: "Attached" })).toBeNull());
});
