import type { Clock } from "../connection/clock";

export interface ManualClock extends Clock {
  /** Lets time pass and runs what falls due, in order. */
  advance(milliseconds: number): void;
}

/** A clock that stands still until it is told to go on. */
export function manualClock(): ManualClock {
  let time = 0;
  let tasks: { dueAt: number; task: () => void }[] = [];

  function nextDue(until: number) {
    const due = tasks.filter(({ dueAt }) => dueAt <= until);
    return due.toSorted((one, other) => one.dueAt - other.dueAt)[0];
  }

  return {
    now: () => time,
    after: (delayMs, task) => {
      const entry = { dueAt: time + delayMs, task };
      tasks.push(entry);
      return () => {
        tasks = tasks.filter((other) => other !== entry);
      };
    },
    advance: (milliseconds) => {
      const until = time + milliseconds;
      for (let entry = nextDue(until); entry !== undefined; entry = nextDue(until)) {
        const { dueAt, task } = entry;
        tasks = tasks.filter((other) => other !== entry);
        time = dueAt;
        task();
      }
      time = until;
    },
  };
}
