/** Changes of a listing by hand: what they are called on the wire, and what they make of the form. */
import type { ListingForm, ListingLocation } from "../wire/selling";
import type { Condition, Operation, ShippingOption } from "../wire/types";

/** What the slots of properties begin with. */
export const ATTRIBUTE = "attributes.";

/** A place as one writes it: "San Jose, CA 95112"; "" where nothing is known of it. */
export function locationText(location: ListingLocation | null): string {
  if (location === null) return "";
  const region = [location.state, location.zip].filter(Boolean).join(" ");
  return [location.city, region].filter(Boolean).join(", ");
}

/** A place as it was written; its parts are the server's to tell apart. */
function writtenLocation(text: string | null, before: ListingLocation | null): ListingLocation | null {
  return text === null ? null : { city: text, state: null, zip: null, country: before?.country ?? "US" };
}

/** Sets a slot; nothing in it empties it. */
export function setting(slot: string, value: string | number | readonly string[] | null): Operation {
  const isEmpty = value === null || value === "";
  if (isEmpty) return { op: "reset", slot, value: null };
  return { op: "set", slot, value: typeof value === "object" ? [...value] : value };
}

/** Changes a property of the item. */
export function attributeSetting(name: string, value: string | readonly string[] | null): Operation {
  return setting(ATTRIBUTE + name, value);
}

function words(value: Operation["value"]): string[] {
  if (Array.isArray(value)) return value;
  return value === null ? [] : [String(value)];
}

function withList(present: readonly string[], { op, value }: Operation): string[] {
  const named = words(value);
  if (op === "set") return named;
  if (op === "add") return [...present, ...named.filter((one) => !present.includes(one))];
  return value === null ? [] : present.filter((one) => !named.includes(one));
}

function withAttribute(form: ListingForm, name: string, { op, value }: Operation): ListingForm {
  const { [name]: _before, ...others } = form.attributes;
  const given = Array.isArray(value) ? value : (words(value)[0] ?? "");
  return { ...form, attributes: op === "set" ? { ...others, [name]: given } : others };
}

/** The value of a slot that holds one thing. */
function single({ op, value }: Operation): string | null {
  return op === "set" ? (words(value).join(", ") || null) : null;
}

type Change = (form: ListingForm, operation: Operation) => ListingForm;

/** What is not understood leaves the form as it is: the server has the last word. */
const CHANGES: Readonly<Record<string, Change>> = {
  title: (form, operation) => ({ ...form, title: single(operation) }),
  description: (form, operation) => ({ ...form, description: single(operation) }),
  price: (form, { op, value }) => ({ ...form, price: op === "set" && typeof value === "number" ? value : null }),
  // The choices of the page are the conditions of the wire.
  condition: (form, operation) => ({ ...form, condition: single(operation) as Condition | null }),
  category: (form, operation) => ({ ...form, category: single(operation) }),
  location: (form, operation) => ({ ...form, location: writtenLocation(single(operation), form.location) }),
  target_marketplaces: (form, operation) => ({
    ...form,
    target_marketplaces: withList(form.target_marketplaces, operation),
  }),
  shipping_options: (form, operation) => ({
    ...form,
    // The choices of the page are the options of the wire.
    shipping_options: withList(form.shipping_options, operation) as ShippingOption[],
  }),
  media_s3_keys: (form, operation) => ({ ...form, media_s3_keys: withList(form.media_s3_keys, operation) }),
};

/** The form once these changes are made; the given one stays. */
export function withEdits(form: ListingForm, operations: readonly Operation[]): ListingForm {
  return operations.reduce((present, operation) => {
    const slot = operation.slot ?? "";
    if (slot.startsWith(ATTRIBUTE)) return withAttribute(present, slot.slice(ATTRIBUTE.length), operation);
    return Object.hasOwn(CHANGES, slot) ? (CHANGES[slot]?.(present, operation) ?? present) : present;
  }, form);
}

function slotValue(form: ListingForm, slot: string): Operation | null {
  if (slot.startsWith(ATTRIBUTE)) {
    const name = slot.slice(ATTRIBUTE.length);
    return setting(slot, (Object.hasOwn(form.attributes, name) && form.attributes[name]) || null);
  }
  if (slot === "location") return setting(slot, locationText(form.location));
  if (!Object.hasOwn(CHANGES, slot)) return null;
  // It is a slot of the form, as was just seen; each has a value that a setting takes.
  return setting(slot, form[slot as Exclude<keyof ListingForm, "attributes" | "location">]);
}

/** What brings the slots that are about to change back to what they are. */
export function undoing(form: ListingForm, operations: readonly Operation[]): Operation[] {
  const slots = new Set(operations.map(({ slot }) => slot ?? ""));
  return [...slots].map((slot) => slotValue(form, slot)).filter((one) => one !== null);
}

/** A list with one item moved to another place. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return [...items];
  return items.toSpliced(from, 1).toSpliced(to, 0, item);
}
