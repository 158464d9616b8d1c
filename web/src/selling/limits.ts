/** The limits of several marketplaces on one form. */
import type { ListingProblem, MarketplacePreview } from "../wire/selling";

/** The tightest limit on a field, and whose it is; null where nobody limits it. */
export interface StrictestLimit {
  limit: number;
  marketplace: string;
}

/** The tightest limit that a chosen marketplace sets on a field. */
export function strictestLimit(
  preview: readonly MarketplacePreview[],
  field: string,
): StrictestLimit | null {
  const limits = preview.flatMap(({ limits: known, marketplace }) => {
    const limit = Object.hasOwn(known, field) ? known[field] : undefined;
    return limit === undefined ? [] : [{ limit, marketplace }];
  });
  const [first] = limits.toSorted((one, other) => one.limit - other.limit);
  return first ?? null;
}

/** How many characters a text has as marketplaces count: a sign of several parts is one. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** What is wrong with a field, each said once, however many marketplaces say it. */
export function problemsOf(problems: readonly ListingProblem[], field: string): ListingProblem[] {
  const own = problems.filter((one) => one.field === field);
  return own.filter(({ message }, at) => own.findIndex((one) => one.message === message) === at);
}

/** Whether something keeps a listing from being sent on its way anywhere. */
export function isRefused(warnings: readonly ListingProblem[]): boolean {
  return warnings.some(({ level }) => level === "refused");
}

/** The marketplaces that would take it as it is. */
export function ready(preview: readonly MarketplacePreview[]): MarketplacePreview[] {
  return preview.filter(({ problems }) => problems.every(({ level }) => level === "warning"));
}
