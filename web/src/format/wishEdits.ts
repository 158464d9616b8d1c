import type { Condition, Operation, Sort } from "../wire/types";
import type { Wish } from "../wire/model";
import { attributeName, type WishChip } from "./wish";
import { conditionLabel } from "./words";

/** A value of a requirement that can be changed in place. */
export interface WishField {
  slot: string;
  label: string;
  kind: "text" | "amount" | "choice";
  value: string;
  /** Of a choice: what there is to choose from, by value. */
  choices: readonly (readonly [value: string, label: string])[];
}

const CONDITIONS: readonly Condition[] = ["new", "like_new", "good", "refurbished", "used"];
const RATINGS = ["3", "3.5", "4", "4.5"] as const;
const SORTS: readonly (readonly [Sort, string])[] = [
  ["relevance", "Best first"],
  ["price_asc", "Cheapest first"],
  ["price_desc", "Dearest first"],
  ["rating_desc", "Best rated first"],
];

function text(slot: string, label: string, value: string): WishField {
  return { slot, label, kind: "text", value, choices: [] };
}

function amount(slot: string, label: string, value: number | null): WishField {
  return { slot, label, kind: "amount", value: value === null ? "" : String(value), choices: [] };
}

function choice(slot: string, label: string, value: string, choices: WishField["choices"]): WishField {
  const isKnown = choices.some(([one]) => one === value);
  return { slot, label, kind: "choice", value, choices: isKnown ? choices : [[value, value], ...choices] };
}

type FieldMaker = (wish: Wish) => WishField;

const CHOICES: Readonly<Record<string, FieldMaker>> = {
  condition: ({ condition }) =>
    choice("condition", "Condition", condition ?? "", CONDITIONS.map((one) => [one, conditionLabel(one)])),
  rating_min: ({ rating_min: rating }) =>
    choice("rating_min", "Rating", String(rating ?? ""), RATINGS.map((one) => [one, `${one} or better`])),
  sort: ({ sort }) => choice("sort", "Order", sort, SORTS),
};

const TEXT_LABELS: Readonly<Record<string, string>> = {
  brands: "Brand",
  brands_excluded: "Leave out",
  exclude: "Leave out",
};

function textField(slot: string, value: Operation["value"]): WishField[] {
  const label = TEXT_LABELS[slot] ?? (slot.startsWith("attributes.") ? attributeName(slot) : null);
  return label === null || typeof value !== "string" ? [] : [text(slot, label, value)];
}

function priceFields({ price }: Wish): WishField[] {
  const currency = price?.currency ?? "";
  return [
    amount("price_min", `From (${currency})`, price?.min ?? null),
    amount("price_max", `Up to (${currency})`, price?.max ?? null),
  ];
}

/** What of a chip can be changed; empty for one that can only be taken away. */
export function wishFields(chip: WishChip, wish: Wish): WishField[] {
  if (chip.removal === null) return [text("product_type", "Looking for", wish.product_type)];
  const { slot, value } = chip.removal.operations[0] ?? { slot: null, value: null };
  if (slot === null || slot === undefined) return [];
  if (slot === "price_min" || slot === "price_max") return priceFields(wish);
  const make = CHOICES[slot];
  return make === undefined ? textField(slot, value) : [make(wish)];
}

const LISTS = new Set(["brands", "brands_excluded", "exclude"]);

function changeOf({ kind, slot, value }: WishField, next: string): Operation[] {
  const isList = LISTS.has(slot);
  const away: Operation = { op: "remove", slot, value: isList ? value : null };
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
): Operation[] {
  return fields.flatMap((field) => {
    const next = (values[field.slot] ?? field.value).trim();
    return next === field.value ? [] : changeOf(field, next);
  });
}

/** Why values cannot be searched with, as a sentence; null when they can. */
export function wishProblem(
  fields: readonly WishField[],
  values: Readonly<Record<string, string>>,
): string | null {
  const of = (slot: string) => values[slot] ?? fields.find((field) => field.slot === slot)?.value ?? "";
  if (fields.some(({ slot }) => slot === "product_type") && of("product_type").trim() === "") {
    return "Say what you are looking for.";
  }
  const [low, high] = [of("price_min"), of("price_max")];
  const isUpsideDown = low !== "" && high !== "" && Number(low) > Number(high);
  return isUpsideDown ? "The lower limit is above the upper one." : null;
}
