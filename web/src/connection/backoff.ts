const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

/**
 * How long to wait before the next attempt to connect.
 *
 * It doubles with every failed attempt up to 15 seconds; half of it is random, so that many pages
 * do not come back to a restarted server in the same instant.
 *
 * @param attempt failed attempts so far, from 0
 * @param random a number from 0 to 1
 */
export function reconnectDelay(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return ceiling * (0.5 + random / 2);
}
