/** Time as the connection sees it. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Runs a task later; the function it returns calls that off. */
  after(delayMs: number, task: () => void): () => void;
}

export const BROWSER_CLOCK: Clock = {
  // Not the time of day: that is set anew now and then, by an hour or more.
  now: () => performance.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
