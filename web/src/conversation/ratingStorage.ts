import type { PageStorage } from "../storage/pageStorage";
import { asChoice, asFields, asWords } from "../wire/fields";
import type { Rating } from "./state";

const RATINGS_KEY = "talknshop.ratings.";
const MOST_RATINGS = 200;

type Ratings = Readonly<Record<string, Rating>>;

/** Keeps what the person thinks of replies: the log does not repeat it, and it may not be sent yet. */
export interface RatingStorage {
  load(): Ratings;
  save(ratings: Ratings): void;
}

function decodeRating(value: unknown): Rating | null {
  const fields = asFields(value) ?? {};
  const given = asChoice(fields["value"], ["up", "down"] as const);
  if (given === null) return null;
  const delivery = asChoice(fields["delivery"], ["waiting", "sent"] as const) ?? "waiting";
  return { value: given, reason: asWords(fields["reason"]), delivery };
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/** The ratings of one conversation in the page's storage; of very many the latest. */
export function ratingStorage(storage: PageStorage, sessionId: string): RatingStorage {
  const key = RATINGS_KEY + sessionId;
  return {
    load: () => {
      const entries = Object.entries(asFields(parse(storage.get(key))) ?? {})
        .map(([runId, value]) => [runId, decodeRating(value)] as const)
        .filter((entry): entry is [string, Rating] => entry[1] !== null);
      return Object.fromEntries(entries);
    },
    save: (ratings) => {
      const latest = Object.entries(ratings).slice(-MOST_RATINGS);
      storage.set(key, JSON.stringify(Object.fromEntries(latest)));
    },
  };
}
