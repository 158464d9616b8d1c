import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Edit } from "../conversation/state";
import { openApp } from "../testing/openApp";
import { render } from "../testing/render";
import { WISH } from "../testing/samples";
import type { Seen } from "../wire/model";
import { ClarificationView } from "./ClarificationView";
import { SeenChips } from "./SeenChips";
import { UserBubble } from "./UserBubble";

const SEEN: Seen = {
  title: "Lever espresso machine",
  attributes: [
    { name: "gtin", value: "4006381333931", confidence: 0.98, source: "barcode" },
    { name: "brand", value: "Cassia", confidence: 0.97, source: "text" },
    { name: "color", value: "Red", confidence: 0.7, source: "color" },
    { name: "material", value: "steel", confidence: 0.8, source: "made_up_later" },
  ],
};

describe("SeenChips", () => {
  it("say what was seen and how, and take away what is searched for", async () => {
    const edits: Edit[] = [];
    const wish = { ...WISH, brand_preferences: ["Cassia"], attributes: { color: "red" } };
    render(<SeenChips seen={SEEN} wish={wish} isEditable onEdit={(edit) => edits.push(edit)} />);
    const chips = screen.getAllByRole("listitem").map(({ textContent }) => textContent);
    expect(chips[0]).toContain("Lever espresso machine (4006381333931)");
    expect(chips[1]).toContain("printed on it, 97%");
    expect(chips[3]).toContain("made_up_later");
    await userEvent.click(screen.getByRole("button", { name: "Do not look for: Color: Red" }));
    expect(edits.map(({ operations }) => operations)).toEqual([
      [{ op: "remove", slot: "attributes.color", value: "red" }],
    ]);
    expect(screen.getAllByRole("button")).toHaveLength(2);
  });

  it("take nothing away once that is past", () => {
    render(<SeenChips seen={SEEN} wish={null} isEditable={false} onEdit={() => undefined} />);
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("words that may have been heard wrong", () => {
  it("are corrected in place", async () => {
    const said: string[] = [];
    const clarification = { question: "Right?", context: null, suggestions: ["lap dog"], slot: "transcript" };
    render(<ClarificationView clarification={clarification} isOpen onSay={(text) => said.push(text)} />);
    const box = screen.getByRole("textbox", { name: "What you said, to be corrected" });
    await userEvent.clear(box);
    await userEvent.type(box, "laptop");
    await userEvent.click(screen.getByRole("button", { name: "That is what I said" }));
    expect(said).toEqual(["laptop"]);
  });
});

describe("UserBubble", () => {
  it("shows photos by the server's copy, and what was heard", () => {
    const media = [
      { media_type: "image", s3_key: "uploads/u/med_1.jpg" },
      { media_type: "audio", s3_key: "uploads/u/med_2.webm" },
    ] as const;
    const { rerender } = render(<UserBubble text="" media={media} />);
    expect(screen.getByRole<HTMLImageElement>("img").getAttribute("src")).toBe("/media/api/v1/media/med_1/download");
    expect(screen.getByText("Recording")).toBeTruthy();
    rerender(<UserBubble text="red" media={media} heard="a lamp" />);
    expect(screen.getByText("red a lamp")).toBeTruthy();
  });
});

describe("the page with a media service", () => {
  it("sends a photo, by itself, once it is there", async () => {
    const photo = new File(["bytes"], "lamp.jpg", { type: "image/jpeg" });
    const { files, greet, latest, server, user } = openApp(undefined, { fileSize: photo.size });
    server.answers("GET /api/v1/capabilities", { photos: true, recordings: false });
    server.answers("POST /media/api/v1/upload-url", {
      s3_key: "uploads/u/med_1.jpg",
      upload_url: "/api/v1/uploads/med_1?token=t",
      max_bytes: 1_000,
    });
    await greet();
    await user.click(await screen.findByRole("button", { name: "Attach a photo" }));
    await screen.findByRole("button", { name: "Choose a photo" });
    const input = document.querySelector<HTMLInputElement>("input[type=file]");
    if (input === null) throw new Error("there is nothing to choose with");
    await user.upload(input, photo);
    await user.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() => {
      const sent = latest().sent;
      expect(sent).toContainEqual(
        expect.objectContaining({
          type: "message",
          message: "",
          media: [expect.objectContaining({ media_type: "image", s3_key: "uploads/u/med_1.jpg" })],
        }),
      );
    });
    expect(await files.content()).toBe("bytes");
    expect(screen.queryByRole("list", { name: "Attached" })).toBeNull();
  });

  it("offers nothing that is not understood", async () => {
    const { greet, server } = openApp();
    server.answers("GET /api/v1/capabilities", { photos: false, recordings: false });
    await greet();
    await waitFor(() => expect(server.asked.some(({ request }) => request.endsWith("capabilities"))).toBe(true));
    expect(screen.queryByRole("button", { name: /Attach|Speak/ })).toBeNull();
  });
});
