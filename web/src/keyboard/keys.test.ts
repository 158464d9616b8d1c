import { describe, expect, it } from "vitest";
import { commandOf, type KeyPress } from "./keys";

const PRESS: KeyPress = {
  key: "/",
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  defaultPrevented: false,
};

describe("commandOf", () => {
  it.each<[string, Partial<KeyPress>, boolean, string | null]>([
    ["/ writes", {}, false, "write"],
    ["? helps", { key: "?" }, false, "help"],
    ["Esc stops", { key: "Escape" }, false, "stop"],
    ["Esc stops while writing too", { key: "Escape" }, true, "stop"],
    ["/ is a character while writing", {}, true, null],
    ["other keys are not ours", { key: "a" }, false, null],
    ["Ctrl+/ is not ours", { ctrlKey: true }, false, null],
    ["Alt+/ is not ours", { altKey: true }, false, null],
    ["Cmd+/ is not ours", { metaKey: true }, false, null],
    ["Esc ends the composing of a character", { key: "Escape", isComposing: true }, true, null],
    ["a key that did something is done", { key: "Escape", defaultPrevented: true }, true, null],
  ])("%s", (_name, fields, isText, expected) => {
    expect(commandOf({ ...PRESS, ...fields }, isText)).toBe(expected);
  });
});
