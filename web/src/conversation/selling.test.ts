import { array, assert, nat, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { BY_HAND, JOB_PROGRESS, LIVE, PART, sellingLog } from "../testing/sellingSamples";
import { event } from "../testing/samples";
import { pageStorage } from "../storage/pageStorage";
import type { PageEvent } from "../wire/model";
import { laterJob } from "./jobs";
import { openListing, pendingListingEdits, shownTurns } from "./listings";
import { outboxStorage } from "./outboxStorage";
import { reduce } from "./reducer";
import { type Action, type Content, type ConversationState, emptyConversation } from "./state";
import { unsent } from "./unsent";

const LOG = sellingLog();
const CHEAPER = { op: "set", slot: "price", value: 170 } as const;
const EDIT: Content = { type: "edit", text: "Changed: Price", operations: [CHEAPER], isOfListing: true };
const YES: Content = { type: "confirm", text: "Post it", confirmation: { previewId: "prev-2", decision: "yes" } };

function play(actions: readonly Action[], from: ConversationState = emptyConversation("s1")): ConversationState {
  return actions.reduce(reduce, from);
}

function received(events: readonly PageEvent[]): Action[] {
  return events.map((one) => ({ type: "event", event: one }));
}

function compose(clientId: string, content: Content): Action {
  return { type: "compose", clientId, content };
}

const GREETED = received([event("connected", { session_id: "s1", last_seq: 0 })]);

describe("a sale in the log", () => {
  it("is the same however often and in whatever order it arrives", () => {
    const replayed = play(received(LOG));
    assert(
      property(array(nat(LOG.length - 1), { maxLength: 40 }), (places) => {
        const some = places.map((place) => LOG[place]).filter((one) => one !== undefined);
        const broken = play(received(some));
        const whole = play(received(LOG.slice(broken.lastSeq)), broken);
        expect(whole.turns).toEqual(replayed.turns);
        expect(whole.jobs).toEqual(replayed.jobs);
      }),
    );
  });

  it("shows a change by hand where the listing stands, and the job where it was sent from", () => {
    const shown = shownTurns(play(received(LOG)).turns);
    expect(shown.map(({ userMessage, listing, jobs }) => [userMessage, listing?.preview_id, jobs.length])).toEqual([
      ["sell my tent", "prev-0", 0],
      ["$180", "prev-2", 0],
      [null, undefined, 1],
    ]);
    expect(shown[1]?.texts.map(({ content }) => content)).toEqual(["Have a look."]);
  });

  it("goes on after its run: news change the job and begin no turn", () => {
    const { jobs, turns } = play(received(LOG));
    expect(turns).toHaveLength(4);
    expect(turns[3]?.jobs[0]?.marketplace_results).toEqual([LIVE, BY_HAND]);
    expect(jobs["job-1"]).toEqual(turns[3]?.jobs[0]);
    const foreign = { ...JOB_PROGRESS, job_id: "job-9" };
    const more = play(received([event("job", foreign, { seq: LOG.length + 1 })]), play(received(LOG)));
    expect(more.turns).toBe(play([], more).turns);
    expect(more.turns).toHaveLength(4);
    expect(more.jobs["job-9"]).toEqual(foreign);
  });

  it("is open to changes until it is sent", () => {
    expect(openListing(shownTurns(play(received(LOG.slice(0, 7))).turns))).toBe("m2");
    expect(openListing(shownTurns(play(received(LOG)).turns))).toBeNull();
    expect(openListing([])).toBeNull();
  });
});

describe("a change of the listing", () => {
  const listed = play([...GREETED, ...received(LOG.slice(0, 7))]);

  it("is seen at once, and until the server shows it", () => {
    const sent = play([compose("m3", EDIT), { type: "deliver", clientId: "m3" }], listed);
    expect(pendingListingEdits(sent)).toEqual([CHEAPER]);
    const worked = play(received(LOG.slice(7, 8)), sent);
    expect(worked.outbox).toEqual([]);
    expect(pendingListingEdits(worked)).toEqual([CHEAPER]);
    expect(shownTurns(worked.turns)).toHaveLength(2);
    const told = play(received(LOG.slice(8, 10)), worked);
    expect(pendingListingEdits(told)).toEqual([]);
    expect(shownTurns(told.turns)[1]?.listing?.form.price).toBe(170);
  });

  it("shows why it was not taken", () => {
    const problem = { message: "No.", code: "validation_error", retryable: false, retry_after_seconds: null, client_id: null } as const;
    const refused = play(
      [
        compose("m3", EDIT),
        ...received([
          ...LOG.slice(7, 8),
          event("error", problem, { seq: 9, run: "r3" }),
          event("done", { message: "", outcome: "failed" }, { seq: 10, run: "r3" }),
        ]),
      ],
      listed,
    );
    const [, turn] = shownTurns(refused.turns);
    expect(turn).toMatchObject({ problems: [problem], outcome: "failed", listing: { preview_id: "prev-1" } });
    expect(pendingListingEdits(refused)).toEqual([]);
  });

  it("survives the page", () => {
    const storage = pageStorage(() => localStorage);
    const { outbox } = play([compose("m3", EDIT)], listed);
    outboxStorage(storage, "s1").save(outbox);
    expect(outboxStorage(storage, "s1").load()).toEqual(outbox);
    const { outbox: said } = play([compose("m4", YES)], listed);
    outboxStorage(storage, "s2").save(said);
    expect(outboxStorage(storage, "s2").load()).toEqual(said);
  });
});

describe("the word on a preview", () => {
  const listed = play([...GREETED, ...received(LOG.slice(0, 10))]);

  it("is sent once with the id of what was seen", () => {
    const twice = play([compose("m4", YES), compose("m5", YES)], listed);
    expect(twice.outbox.map(({ clientId }) => clientId)).toEqual(["m4"]);
    expect(unsent(twice, "en").map(({ frame }) => frame)).toEqual([
      { type: "confirm", decision: "yes", preview_id: "prev-2", client_id: "m4", locale: "en" },
    ]);
  });

  it("waits while the listing is being changed, or anything is worked on", () => {
    const changing = play([compose("m3", EDIT), compose("m4", YES)], listed);
    expect(changing.outbox.map(({ type }) => type)).toEqual(["edit"]);
    const working = play(received(LOG.slice(10, 11)), listed);
    expect(play([compose("m5", YES)], working).outbox).toEqual([]);
  });

  it("begins the turn that has the job", () => {
    const sent = play([compose("m4", YES), { type: "deliver", clientId: "m4" }, ...received(LOG.slice(10))], listed);
    expect(sent.outbox).toEqual([]);
    expect(sent.turns.at(-1)).toMatchObject({
      key: "m4",
      edit: { text: "Post it", confirmation: { previewId: "prev-2", decision: "yes" } },
    });
  });
});

describe("laterJob", () => {
  const later = { ...JOB_PROGRESS, marketplace_results: [LIVE, BY_HAND] };

  it("keeps the later telling of each marketplace, in whichever order they come", () => {
    expect(laterJob(JOB_PROGRESS, later).marketplace_results).toEqual([LIVE, BY_HAND]);
    expect(laterJob(later, JOB_PROGRESS).marketplace_results).toEqual([LIVE, BY_HAND]);
  });

  it("does not call a settled job unsettled", () => {
    const settled = { ...later, status: "completed" };
    expect(laterJob(settled, later).status).toBe("completed");
    expect(laterJob(later, settled).status).toBe("completed");
    expect(laterJob({ ...JOB_PROGRESS, marketplace_results: [{ ...PART, updated_at: "" }] }, later).marketplace_results).toEqual([LIVE, BY_HAND]);
  });

});
