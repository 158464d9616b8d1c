/** What a marketplace asked for, filled into the listing. */
import type { ListingForm, ListingLocation } from "../wire/selling";
import { amountOf } from "./amount";
import { attributeSetting, setting, withEdits } from "./formEdits";

const ZIP = /\b\d{5}(?:-\d{4})?\b/;
const STATE = /(?:,\s*|\s)([A-Za-z]{2})$/;
const PART_OF_PLACE = /^location\.(city|state|zip)$/;
const WORDS = ["title", "description", "condition", "category"];

function trimmed(text: string): string {
  return text.replaceAll(/^[\s,]+|[\s,]+$/g, "");
}

/** A place as one writes it ("Oakland, CA 94607"), in its parts. */
export function placeOf(text: string, before: ListingLocation | null): ListingLocation {
  const zip = ZIP.exec(text)?.[0] ?? null;
  const rest = trimmed(text.replace(ZIP, ""));
  const state = STATE.exec(rest);
  const city = state === null ? rest : trimmed(rest.slice(0, state.index));
  return { city: city || null, state: state?.[1]?.toUpperCase() ?? null, zip, country: before?.country ?? "US" };
}

/** The form with an answer in it: in the field that was asked for, else as a property of the item. */
export function answered(form: ListingForm, name: string, answer: string): ListingForm {
  const part = PART_OF_PLACE.exec(name)?.[1];
  if (part !== undefined) {
    const place = form.location ?? { city: null, state: null, zip: null, country: "US" };
    return { ...form, location: { ...place, [part]: answer } };
  }
  if (name === "location") return { ...form, location: placeOf(answer, form.location) };
  if (name === "price") return { ...form, price: amountOf(answer) ?? form.price };
  if (WORDS.includes(name)) return withEdits(form, [setting(name, answer)]);
  return withEdits(form, [attributeSetting(name.replace(/^attributes\./, ""), answer)]);
}
