/** The names of the machine that one sits at. */
const OWN_MACHINE = ["localhost", "127.0.0.1", "[::1]"];

/**
 * An address at a marketplace, fit to be opened; null for any other.
 *
 * @param page what is open now: a development server on the same machine needs no TLS
 */
export function marketplaceAddress(address: string | null, page: Pick<Location, "href" | "hostname">): string | null {
  if (address === null || !URL.canParse(address, page.href)) return null;
  const url = new URL(address, page.href);
  const isNear = OWN_MACHINE.includes(url.hostname) || url.hostname === page.hostname;
  return url.protocol === "https:" || (url.protocol === "http:" && isNear) ? url.href : null;
}
