import type { Translate } from "../messages/translate";
import type { Relaxation, Wish } from "../wire/model";
import { formatMoney } from "./money";

type Change = Relaxation["operations"][number];

function setTo({ slot, value }: Change, currency: string, t: Translate): string | null {
  if (slot === "price_max" && typeof value === "number") {
    return t("relaxation.price_max", { price: formatMoney(value, currency, t.locale) });
  }
  if (slot === "rating_min" && typeof value === "number") {
    return t("relaxation.rating_min", { rating: value });
  }
  return slot === "product_type" && typeof value === "string"
    ? t("relaxation.product_type", { name: t.word(value) })
    : null;
}

function change(operation: Change, currency: string, t: Translate): string | null {
  if (operation.op === "set") return setTo(operation, currency, t);
  if (operation.op !== "remove" || operation.value !== null) return null;
  if (operation.slot === "rating_min") return t("relaxation.unrated");
  return t.find(`relaxation.${operation.slot}`);
}

/** What could be given up and what that brings; in the server's words where the change is not known here. */
export function relaxationLabel(relaxation: Relaxation, wish: Wish | null, t: Translate): string {
  const { adds, label, operations } = relaxation;
  const [first, ...others] = operations;
  if (first === undefined || others.length > 0 || adds === null) return label;
  const said = change(first, wish?.price?.currency ?? "USD", t);
  return said === null ? label : t("relaxation.adds", { change: said, count: adds });
}
