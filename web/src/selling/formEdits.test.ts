import { describe, expect, it } from "vitest";
import { FORM, PHOTOS } from "../testing/sellingSamples";
import { amountOf } from "./amount";
import { marketplaceAddress } from "./address";
import { consentReturn } from "./consentReturn";
import { answered, placeOf } from "./answers";
import { attributeSetting, locationText, moved, setting, undoing, withEdits } from "./formEdits";
import { lengthOf, strictestLimit } from "./limits";
import { photoAddress } from "./photos";

describe("changes of a listing", () => {
  it("make of the form what the server will make of it", () => {
    const changed = withEdits(FORM, [
      setting("title", "Tent"),
      setting("price", 90),
      setting("condition", "fair"),
      setting("category", ""),
      setting("location", "Reno, NV"),
      setting("target_marketplaces", ["ebay"]),
      setting("shipping_options", []),
      attributeSetting("size", "4"),
      attributeSetting("color", null),
      { op: "remove", slot: "media_s3_keys", value: PHOTOS[1] },
      { op: "add", slot: "media_s3_keys", value: ["uploads/u1/med_d.jpg", PHOTOS[0]] },
      { op: "set", slot: "nonsense", value: 1 },
    ]);
    expect(changed).toEqual({
      ...FORM,
      title: "Tent",
      price: 90,
      condition: "fair",
      category: null,
      location: { city: "Reno, NV", state: null, zip: null, country: "US" },
      target_marketplaces: ["ebay"],
      shipping_options: [],
      attributes: { size: "4" },
      media_s3_keys: [PHOTOS[0], PHOTOS[2], "uploads/u1/med_d.jpg"],
    });
    expect(locationText(changed.location)).toBe("Reno, NV");
  });

  it.each([
    [setting("title", "Tent")],
    [setting("price", 90)],
    [setting("media_s3_keys", [PHOTOS[2], PHOTOS[0]])],
    [{ op: "remove", slot: "media_s3_keys", value: PHOTOS[0] } as const],
    [attributeSetting("color", "red")],
    [attributeSetting("size", "4")],
    [setting("shipping_options", ["shipping"])],
  ])("are undone: %j", (operation) => {
    const back = undoing(FORM, [operation]);
    expect(withEdits(withEdits(FORM, [operation]), back)).toEqual(FORM);
  });

  it("write a place as people do", () => {
    expect(locationText(FORM.location)).toBe("Boise, ID 83702");
    expect(locationText(null)).toBe("");
    expect(undoing(FORM, [setting("location", "Reno")])).toEqual([setting("location", "Boise, ID 83702")]);
  });

  it("answer what a marketplace asks for", () => {
    const answers = [
      ["Brand", "Cassia"],
      ["price", "$ 20"],
      ["title", "T"],
      ["condition", "fair"],
      ["attributes.size", "M"],
      ["location.zip", "94607"],
    ] as const;
    expect(answers.reduce((form, [name, answer]) => answered(form, name, answer), FORM)).toEqual({
      ...FORM,
      title: "T",
      price: 20,
      condition: "fair",
      attributes: { color: "green", Brand: "Cassia", size: "M" },
      location: { city: "Boise", state: "ID", zip: "94607", country: "US" },
    });
  });

  it.each([
    ["Oakland, CA 94607", { city: "Oakland", state: "CA", zip: "94607" }],
    ["94607", { city: null, state: null, zip: "94607" }],
    ["reno nv", { city: "reno", state: "NV", zip: null }],
    ["Bad Ems", { city: "Bad Ems", state: null, zip: null }],
  ])("reads the place %j", (text, parts) => {
    expect(placeOf(text, null)).toEqual({ ...parts, country: "US" });
  });
});

describe("amountOf", () => {
  it.each([
    ["650", 650],
    ["$1,200", 1200],
    ["1.200,50", 1200.5],
    ["12,5", 12.5],
    ["1 299.00", 1299],
    [".5", 0.5],
    ["", null],
    ["free", null],
  ])("reads %j as %j", (text, amount) => {
    expect(amountOf(text)).toBe(amount);
  });
});

describe("limits and photos", () => {
  it("name the tightest limit and whose it is", () => {
    const preview = [
      { marketplace: "ebay", limits: { title: 80 } },
      { marketplace: "craigslist", limits: { title: 70 } },
      { marketplace: "store", limits: {} },
    ].map((one) => ({ fields: [], problems: [], fees: null, net: null, assisted: false, ...one }));
    expect(strictestLimit(preview, "title")).toEqual({ limit: 70, marketplace: "craigslist" });
    expect(strictestLimit(preview, "toString")).toBeNull();
    expect(lengthOf("a😀")).toBe(2);
  });

  it("find a photo by its key, and nothing by another", () => {
    expect(photoAddress("uploads/u1/med_a.jpg")).toBe("/media/api/v1/media/med_a/download");
    expect(photoAddress("../../etc/passwd")).toBeNull();
    expect(photoAddress("uploads/u1/x.jpg/more")).toBeNull();
  });

  it("moves one of them", () => {
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b"], 0, 2)).toEqual(["a", "b"]);
  });
});

describe("marketplaceAddress", () => {
  const page = { href: "http://shop.test:8000/?session=a", hostname: "shop.test" };

  it.each([
    ["https://auth.market.example/authorize?state=1", "https://auth.market.example/authorize?state=1"],
    ["http://127.0.0.1:9000/consent", "http://127.0.0.1:9000/consent"],
    ["/crosspost/consent", "http://shop.test:8000/crosspost/consent"],
    ["http://elsewhere.example/", null],
    ["javascript:alert(1)", null],
    [null, null],
  ])("of %j is %j", (address, expected) => {
    expect(marketplaceAddress(address, page)).toBe(expected);
  });
});

describe("consentReturn", () => {
  it.each([
    ["?marketplace=ebay&connected=yes&message=Send%20money", { marketplace: "ebay", isConnected: true }],
    ["?marketplace=ebay&connected=no", { marketplace: "ebay", isConnected: false }],
    ["?session=s1", null],
    ["?marketplace=%3Cb%3E&connected=yes", null],
    ["?marketplace=ebay&connected=perhaps", null],
  ])("reads %j", (search, expected) => {
    expect(consentReturn(search)).toEqual(expected);
  });
});
