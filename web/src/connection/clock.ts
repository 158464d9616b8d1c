/** Time as the connection sees it. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Runs a task later; the function it returns calls that off. */
  after(delayMs: number, task: () => void): () => void;
}

export const BROWSER_CLOCK: Clock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
