import { afterEach, describe, expect, it } from "vitest";
import { copyText, shareText } from "./copyText";

const CLIPBOARD = Object.getOwnPropertyDescriptor(navigator, "clipboard");

function provide(name: "clipboard" | "share", value: unknown): void {
  Object.defineProperty(navigator, name, { value, configurable: true });
}

describe("copying and sharing", () => {
  afterEach(() => {
    if (CLIPBOARD !== undefined) Object.defineProperty(navigator, "clipboard", CLIPBOARD);
    Reflect.deleteProperty(navigator, "share");
    Reflect.deleteProperty(document, "execCommand");
  });

  it("copies by the clipboard, and by a selection where there is none", async () => {
    const copied: string[] = [];
    provide("clipboard", { writeText: async (text: string) => void copied.push(text) });
    expect(await copyText("a")).toBe(true);
    provide("clipboard", undefined);
    document.execCommand = () => {
      copied.push(document.querySelector("textarea")?.value ?? "");
      return true;
    };
    expect(await copyText("b")).toBe(true);
    expect(copied).toEqual(["a", "b"]);
    expect(document.querySelector("textarea")).toBeNull();
    document.execCommand = () => false;
    expect(await copyText("c")).toBe(false);
  });

  it("shares where the device can, and copies where it cannot", async () => {
    const copied: string[] = [];
    provide("clipboard", { writeText: async (text: string) => void copied.push(text) });
    expect(await shareText("a")).toBe("copied");
    provide("share", async () => undefined);
    expect(await shareText("b")).toBe("shared");
    provide("share", async () => {
      throw new DOMException("closed", "AbortError");
    });
    expect(await shareText("c")).toBe("shared");
    provide("share", async () => {
      throw new DOMException("no", "NotAllowedError");
    });
    expect(await shareText("d")).toBe("copied");
    expect(copied).toEqual(["a", "d"]);
  });
});
