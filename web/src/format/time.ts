import { dateFormat } from "./formatters";

/** A moment in the reader's own notation, or null when it is none. */
export function formatMoment(moment: string, locale: string): string | null {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return null;
  return dateFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(date);
}

/** The day of a moment in the reader's own notation, or null when it is none. */
export function formatDay(moment: string, locale: string): string | null {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return null;
  return dateFormat(locale, { dateStyle: "medium" }).format(date);
}

/** The time of day of a moment, with its day unless that is today; null when it is none. */
export function formatClock(moment: string, now: Date, locale: string): string | null {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return null;
  if (date.toDateString() !== now.toDateString()) return formatMoment(moment, locale);
  return new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(date);
}
