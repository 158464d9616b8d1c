import type { Citation } from "../wire/types";

/** The document of a place, and the heading that it stands below. */
export function citationName({ heading_path: path, title }: Pick<Citation, "heading_path" | "title">): string {
  return [title, ...path.slice(-1).filter((heading) => heading !== title)].join(" › ");
}
