import type { Condition, Operation, Sort } from "../wire/types";
import type { Wish } from "../wire/model";
import type { Translate } from "../messages/translate";
import type { WishChip } from "./wish";
import { attributeName, conditionLabel } from "./words";

/** A value of a requirement that can be changed in place. */
export interface WishField {
  slot: string;
  label: string;
  kind: "text" | "amount" | "choice";
  /** In the words of the page. */
  value: string;
  /** The same as the server has it. */
  given: string;
  /** Of a choice: what there is to choose from, by value. */
  choices: readonly (readonly [value: string, label: string])[];
}

const CONDITIONS: readonly Condition[] = ["new", "like_new", "good", "refurbished", "used"];
const RATINGS: readonly number[] = [3, 3.5, 4, 4.5];
const SORTS: readonly Sort[] = ["relevance", "price_asc", "price_desc", "rating_desc"];

function text(slot: string, label: string, given: string, t: Translate): WishField {
  // Brands are called the same everywhere.
  const value = slot.startsWith("brands") ? given : t.word(given);
  return { slot, label, kind: "text", value, given, choices: [] };
}

function amount(slot: string, label: string, value: number | null): WishField {
  const given = value === null ? "" : String(value);
  return { slot, label, kind: "amount", value: given, given, choices: [] };
}

function choice(slot: string, label: string, value: string, choices: WishField["choices"]): WishField {
  return { slot, label, kind: "choice", value, given: value, choices };
}

/** What there is to choose from, with the present value first where it is none of the usual. */
function withPresent<Value>(present: Value | null, usual: readonly Value[]): readonly Value[] {
  return present === null || usual.includes(present) ? usual : [present, ...usual];
}

type FieldMaker = (wish: Wish, t: Translate) => WishField;

const CHOICES: Readonly<Record<string, FieldMaker>> = {
  condition: ({ condition }, t) => {
    const choices = withPresent(condition, CONDITIONS).map((one) => [one, conditionLabel(one, t)] as const);
    return choice("condition", attributeName("condition", t), condition ?? "", choices);
  },
  rating_min: ({ rating_min: rating }, t) => {
    const choices = withPresent(rating, RATINGS).map((one) => [String(one), t("wish.rating_from", { rating: one })] as const);
    return choice("rating_min", attributeName("rating", t), String(rating ?? ""), choices);
  },
  sort: ({ sort }, t) =>
    choice("sort", t("wish.sort"), sort, SORTS.map((one) => [one, t(`wish.${one}`)])),
};

function textLabel(slot: string, t: Translate): string | null {
  if (slot === "brands") return attributeName("brand", t);
  if (slot === "brands_excluded" || slot === "exclude") return t("wish.leave_out");
  return slot.startsWith("attributes.") ? attributeName(slot, t) : null;
}

function textField(slot: string, value: Operation["value"], t: Translate): WishField[] {
  const label = textLabel(slot, t);
  return label === null || typeof value !== "string" ? [] : [text(slot, label, value, t)];
}

function priceFields({ price }: Wish, t: Translate): WishField[] {
  const currency = price?.currency ?? "";
  return [
    amount("price_min", t("wish.from_in", { currency }), price?.min ?? null),
    amount("price_max", t("wish.up_to_in", { currency }), price?.max ?? null),
  ];
}

/** What of a chip can be changed; empty for one that can only be taken away. */
export function wishFields(chip: WishChip, wish: Wish, t: Translate): WishField[] {
  if (chip.removal === null) return [text("product_type", t("wish.looking_for"), wish.product_type, t)];
  const { slot, value } = chip.removal.operations[0] ?? { slot: null, value: null };
  if (slot === null || slot === undefined) return [];
  if (slot === "price_min" || slot === "price_max") return priceFields(wish, t);
  const make = CHOICES[slot];
  return make === undefined ? textField(slot, value, t) : [make(wish, t)];
}

const LISTS = new Set(["brands", "brands_excluded", "exclude"]);

function changeOf({ given, kind, slot }: WishField, written: string, t: Translate): Operation[] {
  const isList = LISTS.has(slot);
  const away: Operation = { op: "remove", slot, value: isList ? given : null };
  const isWord = kind === "text" && !slot.startsWith("brands");
  const next = isWord ? t.english(written) : written;
  if (next === "") return [away];
  if (isList) return [away, { op: "add", slot, value: next }];
  const isNumber = kind === "amount" || slot === "rating_min";
  return [{ op: "set", slot, value: isNumber ? Number(next) : next }];
}

/**
 * The operations that make the values of some fields others; none when nothing was changed.
 *
 * @param values by slot; an empty one takes the wish away
 */
export function wishOperations(
  fields: readonly WishField[],
  values: Readonly<Record<string, string>>,
  t: Translate,
): Operation[] {
  return fields.flatMap((field) => {
    const next = (values[field.slot] ?? field.value).trim();
    return next === field.value ? [] : changeOf(field, next, t);
  });
}

/** Why values cannot be searched with, as a sentence; null when they can. */
export function wishProblem(
  fields: readonly WishField[],
  values: Readonly<Record<string, string>>,
  t: Translate,
): string | null {
  const of = (slot: string) => values[slot] ?? fields.find((field) => field.slot === slot)?.value ?? "";
  if (fields.some(({ slot }) => slot === "product_type") && of("product_type").trim() === "") {
    return t("wish.say_what");
  }
  const [low, high] = [of("price_min"), of("price_max")];
  const isUpsideDown = low !== "" && high !== "" && Number(low) > Number(high);
  return isUpsideDown ? t("wish.upside_down") : null;
}
