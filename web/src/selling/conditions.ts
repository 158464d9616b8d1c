import type { Condition } from "../wire/types";

/** In what state a thing may be that somebody sells. */
export const OFFERED: readonly Condition[] = ["new", "like_new", "good", "fair", "poor", "for_parts", "refurbished"];
