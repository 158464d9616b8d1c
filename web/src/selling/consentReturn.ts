import { asChoice } from "../wire/fields";

/** What became of the page where a seller was asked to connect an account. */
export interface ConsentReturn {
  marketplace: string;
  isConnected: boolean;
}

const NAME = /^[a-z_]{1,32}$/;

/** Reads the address that a marketplace's page comes back to; null for any other. */
export function consentReturn(search: string): ConsentReturn | null {
  const told = new URLSearchParams(search);
  const marketplace = told.get("marketplace");
  const connected = asChoice(told.get("connected"), ["yes", "no"] as const);
  // Its sentence is left alone: whoever makes a link could write anything there.
  if (marketplace === null || !NAME.test(marketplace) || connected === null) return null;
  return { marketplace, isConnected: connected === "yes" };
}
