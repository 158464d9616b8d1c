import { array, assert, boolean, constant, nat, property, record, shuffledSubarray } from "fast-check";
import { describe, expect, it } from "vitest";
import { event, RESULTS, sampleLog } from "../testing/samples";
import type { PageEvent } from "../wire/model";
import { reduce } from "./reducer";
import { type Action, type ConversationState, emptyConversation } from "./state";

const START = emptyConversation("s1");
function play(actions: readonly Action[], from: ConversationState = START): ConversationState {
  return actions.reduce(reduce, from);
}

function received(events: readonly PageEvent[]): Action[] {
  return events.map((one) => ({ type: "event", event: one }));
}

function compose(clientId: string, text = "words"): Action {
  return { type: "compose", clientId, content: { type: "message", text } };
}

const LOG = sampleLog();
const REPLAYED = play(received(LOG));

/** What a socket may make of the log: any part of it, in any order, any event any number of times. */
const socketOf = array(nat(LOG.length - 1), { maxLength: 2 * LOG.length })
  .chain((places) =>
    record({
      events: constant(places.map((place) => LOG[place])),
      isGreeted: boolean(),
      isCut: boolean(),
    }),
  );

function actionsOf({ events, isGreeted, isCut }: { events: (PageEvent | undefined)[]; isGreeted: boolean; isCut: boolean }) {
  const greeting = event("connected", { session_id: "s1", last_seq: LOG.length });
  const said = events.filter((one) => one !== undefined);
  const cut: Action[] = isCut ? [{ type: "disconnect" }] : [];
  return [...received(isGreeted ? [greeting, ...said] : said), ...cut];
}

describe("a replayed log", () => {
  it("shows both sides of every turn", () => {
    expect(REPLAYED.turns.map((turn) => [turn.userMessage, turn.outcome])).toEqual([
      ["coffee", "clarification"],
      ["Yes", "results"],
      ["more", "failed"],
    ]);
    expect(REPLAYED.turns[1]?.results).toEqual(RESULTS);
    expect(REPLAYED.turns[2]?.problems[0]?.message).toBe("The shops are busy.");
  });

  it("replaces text that starts again and does not repeat the closing words", () => {
    expect(REPLAYED.turns[1]?.texts).toEqual([
      { messageId: "a", content: "Here it is.", isComplete: true },
    ]);
  });

  it("leads to the same state after any cuts, repeats, losses and reorderings", () => {
    assert(
      property(array(socketOf, { maxLength: 6 }), (sockets) => {
        const broken = play(sockets.flatMap(actionsOf));
        const whole = play(received(LOG.slice(broken.lastSeq)), broken);
        expect(whole.turns).toEqual(REPLAYED.turns);
        expect(whole).toMatchObject({ lastSeq: LOG.length, early: [], missingBefore: null });
      }),
      { numRuns: 500 },
    );
  });

  it("needs nothing but each event once, in whatever order", () => {
    assert(
      property(shuffledSubarray(LOG, { minLength: LOG.length }), (shuffled) => {
        expect(play(received(shuffled)).turns).toEqual(REPLAYED.turns);
      }),
      { numRuns: 300 },
    );
  });

  it("is the same as having been there", () => {
    const live = play([
      compose("m1", "coffee"),
      { type: "deliver", clientId: "m1" },
      ...received(LOG.slice(0, 4)),
      compose("m2", "Yes"),
      ...received(LOG.slice(4)),
    ]);
    expect(live).toEqual(REPLAYED);
  });
});
