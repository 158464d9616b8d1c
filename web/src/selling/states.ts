/** The states of a listing at a marketplace: what each means, and what may be done in it. */
import { capitalised, plainWords } from "../format/words";
import type { Translate } from "../messages/translate";
import type { JobProgress, MarketplaceJob } from "../wire/selling";

/** What kind of sign stands beside a state. */
export type Sign = "done" | "moving" | "waiting" | "yours" | "bad" | "gone";

const SIGNS: Readonly<Record<string, Sign>> = {
  queued: "waiting",
  processing: "moving",
  live: "done",
  pending_review: "waiting",
  needs_action: "yours",
  needs_connection: "yours",
  needs_input: "yours",
  rejected: "bad",
  failed: "bad",
  expired: "gone",
  removed: "gone",
};

/** States in which another try may lead somewhere. */
const RETRIED = ["failed", "rejected", "expired", "needs_action", "needs_connection", "needs_input"];
const UP = ["live", "pending_review"];
const SELLERS = ["needs_action", "needs_connection", "needs_input"];
const OVER = ["rejected", "failed", "expired", "removed"];

/** The sign of a state; one that is unknown here waits for something. */
export function signOf(status: string): Sign {
  return Object.hasOwn(SIGNS, status) ? (SIGNS[status] ?? "waiting") : "waiting";
}

/** A state in words. */
export function statusWords(status: string, t: Translate): string {
  return t.find(`job.status_${status}`) ?? capitalised(plainWords(status));
}

export function needsSeller({ status }: MarketplaceJob): boolean {
  return SELLERS.includes(status);
}

export function mayRetry({ status }: MarketplaceJob): boolean {
  return RETRIED.includes(status);
}

/** Whether it can be seen, and sold, at the marketplace. */
export function isUp({ status }: MarketplaceJob): boolean {
  return UP.includes(status);
}

function isOver({ status }: MarketplaceJob): boolean {
  return OVER.includes(status);
}

/** Where a whole listing stands, for a list of them. */
export type Standing = "live" | "yours" | "under_way" | "sold" | "over";
export const STANDINGS = ["live", "yours", "under_way", "sold", "over"] as const satisfies readonly Standing[];

/** Where a listing stands as a whole: what its seller has to do comes first. */
export function standingOf(job: JobProgress & { sold_at: string | null }): Standing {
  const parts = job.marketplace_results;
  if (job.sold_at !== null) return "sold";
  if (job.status === "cancelled") return "over";
  if (parts.some(needsSeller)) return "yours";
  if (parts.some(isUp)) return "live";
  return parts.every(isOver) ? "over" : "under_way";
}
