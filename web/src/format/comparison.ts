import type { Translate } from "../messages/translate";
import type { ComparisonRow } from "../wire/types";
import { formatMoney } from "./money";
import { formatNumber } from "./numbers";
import { valueText } from "./values";

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

function figure(value: number, row: ComparisonRow, t: Translate): string {
  if (row.name === "price" && row.unit !== null) return formatMoney(value, row.unit, t.locale);
  if (row.name === "rating") return t("product.stars", { rating: value });
  const written = formatNumber(value, t.locale);
  return row.unit === null ? written : `${written} ${UNITS[row.unit] ?? row.unit}`;
}

/** A value of a row as text, or null where a record does not say. */
export function cellText(value: Value, row: ComparisonRow, t: Translate): string | null {
  if (value === null) return null;
  return typeof value === "number" ? figure(value, row, t) : valueText(value, row.name, t);
}
