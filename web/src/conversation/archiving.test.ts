import { describe, expect, it } from "vitest";
import { manualClock } from "../testing/manualClock";
import { archiving } from "./archiving";
import type { ArchivedFrame } from "./eventArchive";
import { memoryArchive } from "../testing/memoryArchive";

function frame(seq: number): ArchivedFrame {
  return { seq, text: `{"seq":${seq}}` };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

describe("archiving", () => {
  it("writes what comes together at once, each conversation for itself", async () => {
    const archive = memoryArchive();
    const clock = manualClock();
    const [first, second] = ["s1", "s2"].map((id) => archiving(archive, id, clock));
    for (const seq of [1, 2, 3]) first?.keep(frame(seq));
    second?.keep(frame(1));
    clock.advance(250);
    await settled();
    first?.keep(frame(4));
    clock.advance(250);
    await settled();
    expect(archive.writes).toEqual([3, 1, 1]);
    expect(await first?.load()).toEqual([1, 2, 3, 4].map(frame));
    expect(await second?.load()).toEqual([frame(1)]);
  });

  it("forgets a log that has begun anew, and keeps the new one", async () => {
    const archive = memoryArchive();
    const clock = manualClock();
    const kept = archiving(archive, "s1", clock);
    kept.keep(frame(1));
    kept.keep(frame(2));
    clock.advance(250);
    kept.keep(frame(3));
    kept.forget();
    kept.keep({ seq: 1, text: "new" });
    clock.advance(250);
    await settled();
    expect(await kept.load()).toEqual([{ seq: 1, text: "new" }]);
  });
});
