/** What those hear who cannot see the page: one sentence at a time, in one place. */
export interface Announcement {
  sentence: string;
  /** Grows with each sentence, so that the same one is heard a second time. */
  count: number;
  /** Where it is said: in what stands over the page, which is all that can be heard then; else null. */
  host: Element | null;
}

export interface StatusStore {
  /** Says a sentence after what is being read out. */
  say(sentence: string): void;
  /** Says it in an element that stands over the page, until the function it returns is called. */
  enter(host: Element): () => void;
  getSnapshot(): Announcement;
  subscribe(listener: () => void): () => void;
}

/** The one status line of a page. */
export function createStatusStore(): StatusStore {
  let announcement: Announcement = { sentence: "", count: 0, host: null };
  const hosts: Element[] = [];
  const listeners = new Set<() => void>();

  function change(next: Partial<Announcement>): void {
    announcement = { ...announcement, ...next };
    for (const listener of listeners) listener();
  }

  /** It moves without its sentence, which would be read out again. */
  function move(): void {
    change({ sentence: "", host: hosts.at(-1) ?? null });
  }

  return {
    say: (sentence) => change({ sentence, count: announcement.count + 1 }),
    enter: (host) => {
      hosts.push(host);
      move();
      return () => {
        hosts.splice(hosts.indexOf(host), 1);
        move();
      };
    },
    getSnapshot: () => announcement,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
