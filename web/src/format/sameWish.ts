import type { Wish } from "../wire/model";

/** A wish in one form: lists in order, and without what only sorts. */
function canonical({ sort: _sort, attributes, ...wish }: Wish): string {
  const named = Object.entries(attributes).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const parts = Object.entries({ ...wish, attributes: named }).toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return JSON.stringify(parts, (_name, value: unknown) =>
    Array.isArray(value) && value.every((one) => typeof one === "string") ? value.toSorted() : value,
  );
}

/** Whether two wishes ask for the same products. */
export function isSameWish(one: Wish, other: Wish): boolean {
  return canonical(one) === canonical(other);
}
