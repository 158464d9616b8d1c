import type { Translate } from "../messages/translate";
import type { AwaitedSource, SearchSoFar, Source } from "../wire/model";
import { formatClock } from "./time";
import { marketplaceLabel, plainWords } from "./words";

type Named = Pick<Source, "marketplace"> & Partial<Pick<Source, "name">>;

/** A shop that was asked, and its answer once there is one. */
export interface AskedShop {
  key: string;
  name: string;
  /** How it answered, or that it is waited for. */
  sentence: string;
  /** When its products were fetched, where they are not from just now; else null. */
  kept: string | null;
  state: "waiting" | "answered" | "failed";
  isSimulated: boolean;
  isWorthAskingAgain: boolean;
}

const ANSWERED: readonly string[] = ["ok", "partial"];

/** What asking again may mend; keys and quotas do not change by asking. */
const WORTH_ASKING_AGAIN: readonly string[] = ["timed_out", "error"];

/** What a shop is called. Shops of one protocol go by their own name, unless it is an address. */
export function shopName({ marketplace, name = null }: Named, t: Translate): string {
  const isOwnName = marketplace === "ucp" && name !== null && !name.includes(":");
  return isOwnName ? name : marketplaceLabel(marketplace, t);
}

/** How a shop answered: "Amazon: 12 found" or "eBay did not answer in time". */
export function sourceSentence(
  source: Named & Pick<Source, "status" | "count">,
  t: Translate,
): string {
  const { count, status } = source;
  const shop = shopName(source, t);
  return t.find(`source.${status}`, { shop, count }) ?? `${shop} ${plainWords(status)}`;
}

/** From when the products of a shop are, where it was not asked just now; else null. */
function keptNote({ cached_at: cachedAt, count, status }: Source, now: Date, t: Translate): string | null {
  const moment = cachedAt === null ? null : formatClock(cachedAt, now, t.locale);
  if (moment === null) return null;
  return ANSWERED.includes(status) ? t("shops.kept", { moment }) : t("shops.kept_count", { count, moment });
}

function answered(source: Source, now: Date, t: Translate): Omit<AskedShop, "key"> {
  return {
    name: shopName(source, t),
    sentence: sourceSentence(source, t),
    kept: keptNote(source, now, t),
    state: ANSWERED.includes(source.status) ? "answered" : "failed",
    isSimulated: source.simulated,
    isWorthAskingAgain: WORTH_ASKING_AGAIN.includes(source.status),
  };
}

function awaited(source: AwaitedSource, t: Translate): Omit<AskedShop, "key"> {
  const name = shopName(source, t);
  return {
    name,
    sentence: t("shops.waiting", { shop: name }),
    kept: null,
    state: "waiting",
    isSimulated: false,
    isWorthAskingAgain: false,
  };
}

function place({ marketplace }: Named): number {
  return marketplace === "store" ? 0 : 1;
}

/**
 * The shops of a search in the order of their names, each at its place from the first moment on:
 * our own is first.
 */
export function askedShops(
  { sources, awaiting }: Pick<SearchSoFar, "sources" | "awaiting">,
  now: Date,
  t: Translate,
): AskedShop[] {
  const shops = [
    ...sources.map((source) => ({ source, ...answered(source, now, t) })),
    ...awaiting.map((source) => ({ source, ...awaited(source, t) })),
  ];
  return shops
    .toSorted(
      (one, other) =>
        place(one.source) - place(other.source) || one.name.localeCompare(other.name, t.locale),
    )
    .map(({ source, ...shop }, index) => ({
      ...shop,
      key: `${source.marketplace} ${source.name ?? index}`,
    }));
}
