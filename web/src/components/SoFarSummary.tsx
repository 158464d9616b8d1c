import { useMessages } from "../messages/MessagesContext";
import type { Results } from "../wire/model";

/** That these are not all yet, where the account of what fits will stand, mostly on two lines. */
export function SoFarSummary({ results }: { results: Results }) {
  const t = useMessages();
  if (results.products.length === 0) return null;
  return <p className="min-h-[3em] text-[0.9375rem] text-muted">{t.rich("results.so_far")}</p>;
}
