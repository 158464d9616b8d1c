import { describe, expect, it } from "vitest";
import type { Outgoing } from "../conversation/state";
import { OutgoingView } from "./OutgoingView";
import { render } from "../testing/render";

const WORDS: Outgoing = {
  type: "message",
  text: "a lamp",
  clientId: "m1",
  afterSeq: 0,
  delivery: "waiting",
  problem: null,
};

const EDIT: Outgoing = { ...WORDS, type: "edit", text: "Any price", operations: [] };
const SENT = { delivery: "sent" } as const;

describe("OutgoingView", () => {
  it.each([
    ["is under way", { ...WORDS, ...SENT }, true, "You said: a lampOne moment…"],
    ["says nothing of a short gap", WORDS, false, "You said: a lampOne moment…"],
    [
      "is held while offline",
      WORDS,
      true,
      "You said: a lampWill be sent when the connection is back",
    ],
    ["is a change", { ...EDIT, ...SENT }, false, "You changed: Any priceSearching again…"],
    [
      "is a change while offline",
      EDIT,
      true,
      "You changed: Any priceWill be sent when the connection is back",
    ],
  ])("%s", (_name, item, isOffline, expected) => {
    const { container } = render(
      <OutgoingView item={item} isOffline={isOffline} onRetry={() => undefined} />,
    );
    expect(container.textContent).toBe(expected);
  });
});
