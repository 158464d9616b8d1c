import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Edit } from "../../conversation/state";
import { render } from "../../testing/render";
import { speak } from "../../testing/messages";
import { CONNECTIONS, EBAY_PREVIEW, FORM, LISTING, PHOTOS } from "../../testing/sellingSamples";
import { withServices } from "../../testing/withServices";
import type { Listing } from "../../wire/selling";
import type { Operation } from "../../wire/types";
import { ListingView } from "./ListingView";

interface Opening {
  listing?: Listing;
  pending?: readonly Operation[] | null;
  canConfirm?: boolean;
}

function open({ listing = LISTING, pending = [], canConfirm = true }: Opening = {}, t = speak("en", "en-US")) {
  const { Services, server } = withServices();
  server.answers("GET /crosspost/api/v1/connections", { connections: CONNECTIONS });
  const edits: Edit[] = [];
  const view = (given: Listing, on: readonly Operation[] | null, may: boolean) => (
    <ListingView listing={given} pending={on} canConfirm={may} onEdit={(edit) => edits.push(edit)} />
  );
  const { container, rerender } = render(view(listing, pending, canConfirm), { t, wrapper: Services });
  const again = (next: Opening) => rerender(view(next.listing ?? listing, next.pending ?? pending, next.canConfirm ?? canConfirm));
  return { again, container, edits, user: userEvent.setup() };
}

describe("the form of a listing", () => {
  it("sends a change when its writer is done, shows it at once, and takes it back", async () => {
    const { again, edits, user } = open();
    const title = screen.getByRole("textbox", { name: "Title" });
    await user.clear(title);
    await user.type(title, "Large tent");
    expect(edits).toEqual([]);
    expect(screen.getByText("10 of 80 (eBay)")).toBeTruthy();
    await user.tab();
    const operation = { op: "set", slot: "title", value: "Large tent" };
    expect(edits).toEqual([{ text: "Changed: Title", operations: [operation], isOfListing: true }]);
    again({ pending: edits[0]?.operations ?? [] });
    expect(screen.getByDisplayValue("Large tent")).toBeTruthy();
    expect(screen.getByText("Saving…")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Undo: Title" }));
    expect(edits[1]?.operations).toEqual([{ op: "set", slot: "title", value: FORM.title }]);
    expect(screen.queryByRole("button", { name: /^Undo/ })).toBeNull();
  });

  it("says what the tightest limit costs", async () => {
    const { user } = open({ listing: { ...LISTING, preview: [{ ...EBAY_PREVIEW, limits: { title: 10 } }] } });
    expect(screen.getByText("10 too many for eBay: will be cut at 10")).toBeTruthy();
    await user.clear(screen.getByRole("textbox", { name: "Title" }));
    expect(screen.getByText("0 of 10 (eBay)")).toBeTruthy();
  });

  it("refuses a price that is none, and keeps what was before on Escape", async () => {
    const { edits, user } = open();
    const price = screen.getByRole("textbox", { name: "Price (USD)" });
    await user.clear(price);
    await user.type(price, "-5{Enter}");
    expect(screen.getByText("Give a price above 0, such as 49.50.")).toBeTruthy();
    expect(price.getAttribute("aria-invalid")).toBe("true");
    expect(edits).toEqual([]);
    await user.keyboard("{Escape}");
    expect(screen.getByDisplayValue("180")).toBeTruthy();
    await user.clear(price);
    await user.type(price, "$1,200{Enter}");
    expect(edits[0]?.operations).toEqual([{ op: "set", slot: "price", value: 1200 }]);
  });

  it("has a field for what a marketplace asks for", async () => {
    const size = { code: "size_required", level: "blocking", message: "A size is needed.", field: "attributes.size" } as const;
    const { edits, user } = open({ listing: { ...LISTING, preview: [{ ...EBAY_PREVIEW, problems: [size] }] } });
    await user.type(screen.getByRole("textbox", { name: "Size" }), "4 people{Enter}");
    expect(edits[0]?.operations).toEqual([{ op: "set", slot: "attributes.size", value: "4 people" }]);
  });

  it("chooses, adds and empties everything else", async () => {
    const { edits, user } = open();
    await user.selectOptions(screen.getByRole("combobox", { name: "Condition" }), "Like new");
    await user.click(await screen.findByRole("checkbox", { name: /Facebook Marketplace/ }));
    await user.click(screen.getByRole("checkbox", { name: "Shipping" }));
    await user.clear(screen.getByRole("textbox", { name: "Where it is" }));
    await user.tab();
    await user.type(screen.getByRole("textbox", { name: "Detail" }), "Screen Size");
    await user.type(screen.getByRole("textbox", { name: "What it is" }), "4 people{Enter}");
    await user.clear(screen.getByRole("textbox", { name: "Color" }));
    await user.tab();
    expect(edits.flatMap(({ operations }) => operations)).toEqual([
      { op: "set", slot: "condition", value: "like_new" },
      { op: "set", slot: "target_marketplaces", value: ["ebay"] },
      { op: "set", slot: "shipping_options", value: ["shipping", "local_pickup"] },
      { op: "reset", slot: "location", value: null },
      { op: "set", slot: "attributes.screen_size", value: "4 people" },
      { op: "reset", slot: "attributes.color", value: null },
    ]);
  });
});

describe("the photos of a listing", () => {
  it("are moved by buttons and keys, and the keyboard stays on the one that moved", async () => {
    const { again, edits, user } = open();
    const [first, second] = PHOTOS;
    await user.click(screen.getByRole("button", { name: "Move photo 2 towards the front" }));
    expect(edits[0]?.operations).toEqual([{ op: "set", slot: "media_s3_keys", value: [second, first, PHOTOS[2]] }]);
    again({ pending: edits[0]?.operations ?? [] });
    const cover = screen.getByRole("img", { name: "Photo 1 of 3" });
    expect(cover.getAttribute("src")).toBe("/media/api/v1/media/med_b/download");
    expect(within(cover.closest("li") as HTMLElement).getByText("Cover")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Move photo 1 towards the front" }));
    await user.keyboard("{ArrowRight}");
    expect(edits[1]?.operations).toEqual([{ op: "set", slot: "media_s3_keys", value: [...PHOTOS] }]);
    await user.click(screen.getByRole("button", { name: "Remove photo 3" }));
    expect(edits[2]?.operations).toEqual([{ op: "remove", slot: "media_s3_keys", value: PHOTOS[2] }]);
  });

  it("are dragged", () => {
    const { edits } = open();
    const kept = new Map<string, string>();
    const dataTransfer = {
      types: ["application/x-talknshop-photo"],
      setData: (type: string, data: string) => void kept.set(type, data),
      getData: (type: string) => kept.get(type) ?? "",
    };
    const [one, , three] = within(screen.getByRole("list", { name: "Photos" })).getAllByRole("listitem");
    fireEvent.dragStart(three as Element, { dataTransfer });
    fireEvent.dragOver(one as Element, { dataTransfer });
    fireEvent.drop(one as Element, { dataTransfer });
    expect(edits[0]?.operations).toEqual([
      { op: "set", slot: "media_s3_keys", value: [PHOTOS[2], PHOTOS[0], PHOTOS[1]] },
    ]);
  });

  it("are missed, and cut where a marketplace takes fewer", () => {
    const { again } = open();
    expect(screen.getByText("Facebook Marketplace takes the first 2.")).toBeTruthy();
    again({ listing: { ...LISTING, form: { ...FORM, media_s3_keys: [] } } });
    expect(screen.getByText(/There are no photos yet/)).toBeTruthy();
  });
});

describe("the preview", () => {
  it("has a tab for each marketplace, with fields, fees and where these stand", async () => {
    const { user } = open();
    const [ebay, facebook] = screen.getAllByRole("tab");
    expect(ebay?.textContent).toBe("eBayready");
    const panel = screen.getByRole("tabpanel", { name: /eBay/ });
    expect(await within(panel).findByText("Simulated")).toBeTruthy();
    expect(within(panel).getByText("Cut at 4 characters.")).toBeTruthy();
    expect(within(panel).getByText("$24.70")).toBeTruthy();
    expect(within(panel).getByText("$155.30")).toBeTruthy();
    expect(panel.textContent).toContain("Rates as of Oct 1, 2026.");
    const source = within(panel).getByRole("link", { name: /Where they stand/ });
    expect(source.getAttribute("rel")).toBe("noopener noreferrer");
    ebay?.focus();
    await user.keyboard("{ArrowRight}");
    expect(document.activeElement).toBe(facebook);
    const other = screen.getByRole("tabpanel", { name: /Facebook/ });
    expect(other.textContent).toContain("You finish this one yourself");
    expect(other.textContent).toContain("Please look: Only whole dollars are taken.");
    expect(other.textContent).toContain("not known here");
  });

  it("says where the price stands, or that nobody knows", () => {
    const { again, container } = open();
    expect(container.textContent).toContain("Usually $120 to $210, half of them below $160 (14 items).");
    expect(container.textContent).toContain("Your $180 is above 64% of them.");
    const nothing = { sample_size: 1, currency: "USD", low: null, median: null, high: null, percentile: null, message: "Few." };
    again({ listing: { ...LISTING, price_advice: nothing } });
    expect(container.textContent).toContain("Only 1 comparable item is known here: not enough to say what is usual.");
  });

  it("keeps sentences of the server in their language", () => {
    const warnings = [{ code: "contact", level: "warning", message: "There is a phone number.", field: null }] as const;
    open({ listing: { ...LISTING, warnings: [...warnings] } }, speak("de"));
    expect(screen.getByText("There is a phone number.").getAttribute("lang")).toBe("en");
  });
});

describe("the word of the seller", () => {
  it("names what was seen", async () => {
    const { container, edits, user } = open();
    expect(container.textContent).toContain("Posted as soon as you say so: eBay.");
    expect(container.textContent).toContain("Prepared for you to finish: Facebook Marketplace.");
    await user.click(screen.getByRole("button", { name: "Post it" }));
    await user.click(screen.getByRole("button", { name: "Not yet" }));
    expect(edits.map(({ confirmation }) => confirmation)).toEqual([
      { previewId: "prev-1", decision: "yes" },
      { previewId: "prev-1", decision: "no" },
    ]);
  });

  const refused = { code: "recalled", level: "refused", message: "It was recalled.", field: null } as const;
  const blocking = { code: "photo_required", level: "blocking", message: "A photo is required.", field: null } as const;
  const blocked = LISTING.preview.map((one) => ({ ...one, problems: [blocking] }));

  it.each<[string, Opening, string]>([
    ["something is missing", { listing: { ...LISTING, missing: ["price", "condition"] } }, "Still missing: the price and the condition."],
    ["it may not be sold", { listing: { ...LISTING, warnings: [refused] } }, "This cannot be sold here"],
    ["nobody would take it", { listing: { ...LISTING, preview: blocked } }, "No marketplace can take it as it is."],
    ["there is no marketplace", { listing: { ...LISTING, preview: [] } }, "Choose at least one place to sell."],
    ["something else is worked on", { canConfirm: false }, ""],
    ["a change is on its way", { pending: [{ op: "set", slot: "title", value: "T" }] }, ""],
  ])("is not taken while %s", async (_name, opening, words) => {
    const { container, edits, user } = open(opening);
    expect(container.textContent).toContain(words);
    await user.click(screen.getByRole("button", { name: "Post it" }));
    expect(edits).toEqual([]);
  });

  it("goes where it can when one marketplace has to wait", async () => {
    const [first, second] = LISTING.preview;
    const preview = [{ ...(first as typeof EBAY_PREVIEW), problems: [blocking] }, second as typeof EBAY_PREVIEW];
    const { container, edits, user } = open({ listing: { ...LISTING, preview } });
    expect(container.textContent).toContain("Waits until what is to fix is fixed: eBay.");
    expect(screen.getByRole("tab", { name: "eBay 1 thing to fix" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Post it" }));
    expect(edits).toHaveLength(1);
  });

  it("is about the latest: an older one is told in a line", () => {
    const { container } = open({ pending: null });
    expect(container.textContent).toBe("The listing as it was then: Canvas tent for four · $180");
  });
});
