import { describe, expect, it } from "vitest";
import { createStatusStore } from "./store";

describe("createStatusStore", () => {
  it("says one sentence at a time, the same one again too", () => {
    const store = createStatusStore();
    const heard: string[] = [];
    store.subscribe(() => heard.push(`${store.getSnapshot().count} ${store.getSnapshot().sentence}`));
    store.say("Copied.");
    store.say("Copied.");
    store.say("Stopped.");
    expect(heard).toEqual(["1 Copied.", "2 Copied.", "3 Stopped."]);
  });

  it("goes into what stands over the page, and comes back, without repeating itself", () => {
    const store = createStatusStore();
    const [sheet, menu] = [document.createElement("dialog"), document.createElement("dialog")];
    store.say("Found.");
    const leaveSheet = store.enter(sheet);
    const leaveMenu = store.enter(menu);
    expect(store.getSnapshot()).toMatchObject({ host: menu, sentence: "" });
    leaveSheet();
    expect(store.getSnapshot().host).toBe(menu);
    leaveMenu();
    expect(store.getSnapshot().host).toBeNull();
  });
});
