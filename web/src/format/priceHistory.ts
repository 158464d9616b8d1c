import type { Translate } from "../messages/translate";
import type { PriceHistory, SeenPrice } from "../wire/decodeDetails";
import { formatMoney } from "./money";
import { formatDay } from "./time";

export interface Steps {
  lowest: number;
  highest: number;
  /** From 0 to 1, right and down; a price holds until the next one was seen. */
  points: { x: number; y: number }[];
}

interface Known extends SeenPrice {
  price: number;
}

function knownPrices({ prices }: PriceHistory): Known[] {
  return prices.filter((seen): seen is Known => seen.price !== null);
}

/** The prices as a line of steps; null unless there are two different ones to draw. */
export function stepsOf(history: PriceHistory): Steps | null {
  const known = knownPrices(history);
  const amounts = known.map(({ price }) => price);
  const [lowest, highest] = [Math.min(...amounts), Math.max(...amounts)];
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || lowest === highest) return null;
  const start = Date.parse(first.at);
  const length = Math.max(1, Date.parse(last.at) - start);
  const points: Steps["points"] = [];
  for (const { at, price } of known) {
    const x = (Date.parse(at) - start) / length;
    const before = points.at(-1);
    if (before !== undefined) points.push({ x, y: before.y });
    points.push({ x, y: (highest - price) / (highest - lowest) });
  }
  return { lowest, highest, points };
}

/** What was seen, in words: how many prices, since when, and the lowest of them. */
export function historySentence(history: PriceHistory, t: Translate): string {
  const known = knownPrices(history);
  const [first] = known;
  if (first === undefined) return t("product.no_prices");
  const since = formatDay(first.at, t.locale) ?? "";
  const lowest = known.reduce((one, other) => (other.price < one.price ? other : one));
  const price = formatMoney(lowest.price, history.currency, t.locale);
  if (known.every((seen) => seen.price === first.price)) return t("product.price_steady", { price, since });
  const day = formatDay(lowest.at, t.locale) ?? "";
  return t("product.prices_seen", { count: known.length, since, price, day });
}
