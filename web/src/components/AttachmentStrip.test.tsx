import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Attachment } from "../media/types";
import { speak } from "../testing/messages";
import { render } from "../testing/render";
import { AttachmentStrip } from "./AttachmentStrip";
import { PhotoButtons } from "./PhotoButtons";
import { PhotoHints } from "./PhotoHints";

const PHOTO: Attachment = {
  id: "f1",
  kind: "image",
  name: "lamp.jpg",
  previewUrl: "blob:1",
  seconds: null,
  status: "sending",
  progress: 0.5,
  reference: null,
  problem: null,
};

describe("AttachmentStrip", () => {
  it("shows each file with how far it is, and takes it out", async () => {
    const removed: string[] = [];
    const items: Attachment[] = [
      PHOTO,
      { ...PHOTO, id: "f2", kind: "audio", name: "said.webm", previewUrl: null, seconds: 64, status: "waiting" },
    ];
    render(<AttachmentStrip attachments={items} onRemove={(id) => removed.push(id)} onRetry={() => undefined} />);
    expect(screen.getByRole<HTMLProgressElement>("progressbar", { name: "Sending lamp.jpg" }).value).toBe(0.5);
    expect(screen.getByText("1:04")).toBeTruthy();
    expect(screen.getByText("The connection is bad. It goes on by itself.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Remove said.webm" }));
    expect(removed).toEqual(["f2"]);
  });

  it("says why one was refused in the language of the page, with a way to send it again", async () => {
    const again: string[] = [];
    const problem = { reason: "too_large", message: "A file has 10 MB at most." } as const;
    const items: Attachment[] = [{ ...PHOTO, status: "refused", problem }];
    const strip = <AttachmentStrip attachments={items} onRemove={() => undefined} onRetry={(id) => again.push(id)} />;
    const { unmount } = render(strip);
    expect(screen.getByRole("alert").textContent).toContain("A file has 10 MB at most.");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(again).toEqual(["f1"]);
    unmount();
    render(strip, { t: speak("de") });
    expect(screen.getByRole("alert").textContent).toContain("Die Datei ist zu groß.");
  });
});

describe("PhotoButtons", () => {
  it("hands on what is chosen, also the same file twice", () => {
    const chosen: string[] = [];
    render(<PhotoButtons withRecordings onFiles={(given) => chosen.push(...given.map(({ name }) => name))} />);
    const [photos, recordings] = document.querySelectorAll<HTMLInputElement>("input[type=file]");
    expect([photos?.multiple, recordings?.accept.includes("audio/*")]).toEqual([true, true]);
    const files = [new File(["a"], "a.jpg", { type: "image/jpeg" })];
    for (const input of [photos, photos]) if (input) fireEvent.change(input, { target: { files } });
    expect(chosen).toEqual(["a.jpg", "a.jpg"]);
  });
});

describe("PhotoHints", () => {
  it("says what could be better, and nothing where all is well", () => {
    const { unmount } = render(<PhotoHints hints={["blurred", "small"]} />);
    expect(screen.getAllByRole("listitem")).toHaveLength(2);
    unmount();
    render(<PhotoHints hints={[]} />);
    expect(screen.queryByRole("list")).toBeNull();
  });
});
