import { AVAILABILITIES, CONDITIONS } from "../wire/decodeProduct";
import { asChoice } from "../wire/fields";
import type { ComparisonRow } from "../wire/types";
import { formatMoney } from "./money";
import { attributeName } from "./wish";
import { availabilityLabel, conditionLabel } from "./words";

/** Units that people do not write in lower case, which the catalogue does. */
const UNITS: Readonly<Record<string, string>> = {
  kb: "KB",
  mb: "MB",
  gb: "GB",
  tb: "TB",
  hz: "Hz",
  khz: "kHz",
  mhz: "MHz",
  ghz: "GHz",
  mah: "mAh",
  wh: "Wh",
  w: "W",
  kw: "kW",
  v: "V",
  l: "L",
};

type Value = ComparisonRow["values"][number];

/** The name of a row as its heading. */
export function rowLabel(name: string): string {
  return name === "review_count" ? "Reviews" : attributeName(name);
}

function figure(value: number, row: ComparisonRow, locale?: string): string {
  if (row.name === "price" && row.unit !== null) return formatMoney(value, row.unit, locale);
  if (row.name === "rating") return `${value.toFixed(1)} out of 5`;
  const written = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(value);
  return row.unit === null ? written : `${written} ${UNITS[row.unit] ?? row.unit}`;
}

function words(value: string, name: string): string {
  const condition = name === "condition" ? asChoice(value, CONDITIONS) : null;
  if (condition !== null) return conditionLabel(condition);
  const availability = name === "availability" ? asChoice(value, AVAILABILITIES) : null;
  return (availability !== null && availabilityLabel(availability)) || value;
}

/** A value of a row as text, or null where a record does not say. */
export function cellText(value: Value, row: ComparisonRow, locale?: string): string | null {
  if (value === null) return null;
  return typeof value === "number" ? figure(value, row, locale) : words(value, row.name);
}
