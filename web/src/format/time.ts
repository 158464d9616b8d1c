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
