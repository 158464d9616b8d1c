import type { Product } from "../wire/model";

function parseAddress(address: string | null): URL | null {
  return address !== null && URL.canParse(address) ? new URL(address) : null;
}

/** A full http or https address fit for a link, or null for anything else. */
export function webLink(address: string | null): string | null {
  const url = parseAddress(address);
  return url?.protocol === "https:" || url?.protocol === "http:" ? url.href : null;
}

/** Where a product can be seen: its own page, else the front door of its shop, else null. */
export function productLink(
  product: Pick<Product, "deep_link" | "marketplace_url">,
): string | null {
  return webLink(product.deep_link) ?? webLink(product.marketplace_url);
}

/** An https address fit for a link, or null for anything else. */
export function secureLink(address: string | null): string | null {
  const link = webLink(address);
  return link?.startsWith("https:") ? link : null;
}

/** The address of a picture: from the web, from our own server, or within the address itself. */
export function pictureAddress(address: string | null): string | null {
  if (address === null) return null;
  const isOwn = address.startsWith("/") && !address.startsWith("//");
  return isOwn || address.startsWith("data:image/") ? address : webLink(address);
}
