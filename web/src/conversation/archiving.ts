import type { Clock } from "../connection/clock";
import type { ArchivedFrame, EventArchive } from "./eventArchive";

const GATHER_MS = 250;

/** The archive as one conversation uses it. */
export interface Archiving {
  load(): Promise<ArchivedFrame[]>;
  /** Keeps a frame soon, together with others that come meanwhile. */
  keep(frame: ArchivedFrame): void;
  /** The log has begun anew: what was kept of it is of no use. */
  forget(): void;
}

/** Gathers the frames of a conversation, so that a stream of them costs few writes. */
export function archiving(archive: EventArchive, sessionId: string, clock: Clock): Archiving {
  let gathered: ArchivedFrame[] = [];
  let writing = Promise.resolve();

  function write(): void {
    const frames = gathered;
    gathered = [];
    writing = writing.then(() => archive.append(sessionId, frames));
  }

  return {
    load: () => archive.load(sessionId),
    keep: (frame) => {
      if (gathered.length === 0) clock.after(GATHER_MS, write);
      gathered.push(frame);
    },
    forget: () => {
      gathered.length = 0;
      writing = writing.then(() => archive.forget(sessionId));
    },
  };
}
