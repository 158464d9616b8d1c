import { useMessages } from "../../messages/MessagesContext";
import type { Translate } from "../../messages/translate";
import { formatList } from "../../format/numbers";
import { marketplaceLabel } from "../../format/words";
import { isRefused, ready } from "../../selling/limits";
import type { Listing, MarketplacePreview } from "../../wire/selling";
import type { ListingViewProps } from "./ListingView";

function names(previews: readonly MarketplacePreview[], t: Translate): string {
  return formatList(previews.map(({ marketplace }) => marketplaceLabel(marketplace, t)), t.locale);
}

/** Why it cannot be posted as it is; null when it can. */
function obstacle({ missing, preview, warnings }: Listing, t: Translate): string | null {
  if (missing.length > 0) {
    const fields = missing.map((field) => t.find(`listing.missing_${field}`) ?? field);
    return t("listing.still_missing", { fields: formatList(fields, t.locale) });
  }
  if (isRefused(warnings)) return t("listing.refused");
  if (preview.length === 0) return t("listing.no_marketplace");
  return ready(preview).length === 0 ? t("listing.nowhere_ready") : null;
}

/** Where it goes when the seller says yes, and where it has to wait. */
function Consequence({ preview }: { preview: readonly MarketplacePreview[] }) {
  const t = useMessages();
  const able = ready(preview);
  const waiting = preview.filter((one) => !able.includes(one));
  const own = able.filter(({ assisted }) => !assisted);
  const byHand = able.filter(({ assisted }) => assisted);
  return (
    <>
      {own.length > 0 && <p>{t("listing.goes_to", { marketplaces: names(own, t) })}</p>}
      {byHand.length > 0 && <p>{t("listing.prepared_for", { marketplaces: names(byHand, t) })}</p>}
      {waiting.length > 0 && <p>{t("listing.waits_for", { marketplaces: names(waiting, t) })}</p>}
    </>
  );
}

/** The word of the seller, without which nothing is posted. */
export function ConfirmBar({ listing, canConfirm, onEdit }: Pick<ListingViewProps, "listing" | "canConfirm" | "onEdit">) {
  const t = useMessages();
  const hindrance = obstacle(listing, t);
  const isReady = canConfirm && hindrance === null;
  const say = (decision: "yes" | "no", text: string) =>
    onEdit({ text, operations: [], confirmation: { previewId: listing.preview_id, decision } });
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="flex flex-col gap-1 text-[0.9375rem] text-muted">
        {hindrance === null ? <Consequence preview={listing.preview} /> : <p>{hindrance}</p>}
      </div>
      <div className="flex flex-wrap gap-2.5">
        <button
          type="button"
          aria-disabled={!isReady}
          className="inline-flex min-h-11 items-center rounded-full bg-accent px-6 font-medium text-on-accent aria-disabled:bg-sunken aria-disabled:text-muted"
          onClick={() => isReady && say("yes", t("listing.post"))}
        >
          {t("listing.post")}
        </button>
        <button
          type="button"
          aria-disabled={!canConfirm}
          className="button-quiet aria-disabled:opacity-50"
          onClick={() => canConfirm && say("no", t("listing.not_yet"))}
        >
          {t("listing.not_yet")}
        </button>
      </div>
    </div>
  );
}
