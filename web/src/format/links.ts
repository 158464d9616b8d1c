import type { Product } from "../wire/model";

function parseAddress(address: string | null): URL | null {
  return address !== null && URL.canParse(address) ? new URL(address) : null;
}

/** Whether an address is a path of the origin that served the page. */
function isOwnPath(address: string): boolean {
  return /^\/(?![/\\])/.test(address);
}

/** An https address or a path of our own, fit for a link; null for anything else. */
export function webLink(address: string | null): string | null {
  if (address !== null && isOwnPath(address)) return address;
  const url = parseAddress(address);
  return url?.protocol === "https:" ? url.href : null;
}

/** Where a product can be seen: its own page, else the front door of its shop, else null. */
export function productLink(
  product: Pick<Product, "deep_link" | "marketplace_url">,
): string | null {
  return webLink(product.deep_link) ?? webLink(product.marketplace_url);
}

/** The address of a picture: from the web, from our own server, or within the address itself. */
export function pictureAddress(address: string | null): string | null {
  if (address === null) return null;
  return address.startsWith("data:image/") ? address : webLink(address);
}
