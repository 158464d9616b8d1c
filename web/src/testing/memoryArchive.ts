import type { ArchivedFrame, EventArchive } from "../conversation/eventArchive";

/** An archive that lives as long as the test. */
export function memoryArchive(): EventArchive & {
  /** How many frames each write had. */
  readonly writes: number[];
} {
  const kept = new Map<string, Map<number, ArchivedFrame>>();
  const writes: number[] = [];
  return {
    writes,
    load: async (sessionId) => [...(kept.get(sessionId)?.values() ?? [])],
    append: async (sessionId, frames) => {
      const present = kept.get(sessionId) ?? new Map<number, ArchivedFrame>();
      for (const frame of frames) present.set(frame.seq, frame);
      kept.set(sessionId, present);
      writes.push(frames.length);
    },
    forget: async (sessionId) => void kept.delete(sessionId),
  };
}
