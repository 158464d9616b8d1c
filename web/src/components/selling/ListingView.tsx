import { useMemo, useState } from "react";
import type { Edit } from "../../conversation/state";
import { useMessages } from "../../messages/MessagesContext";
import { formatMoney } from "../../format/money";
import { undoing, withEdits } from "../../selling/formEdits";
import { useStatus } from "../../status/StatusContext";
import type { Listing } from "../../wire/selling";
import type { Operation } from "../../wire/types";
import { ConfirmBar } from "./ConfirmBar";
import { DraftForm } from "./DraftForm";
import { UndoIcon } from "./icons";
import { PreviewTabs } from "./PreviewTabs";
import { PriceAdviceView } from "./PriceAdviceView";
import { Problems } from "./Problems";

export interface ListingViewProps {
  listing: Listing;
  /** What is on its way already; null where the listing can no longer be changed here. */
  pending: readonly Operation[] | null;
  /** Whether a yes can be taken now. */
  canConfirm: boolean;
  onEdit: (edit: Edit) => void;
}

/** A listing that another one, or its job, has taken the place of. */
function Before({ listing }: { listing: Listing }) {
  const t = useMessages();
  const { currency, price, title } = listing.form;
  const facts = [title, price === null ? null : formatMoney(price, currency, t.locale)];
  const words = facts.filter((one) => one !== null).join(" · ");
  if (words === "") return null;
  return <p className="text-sm text-muted wrap-anywhere">{t("listing.as_it_was", { words })}</p>;
}

interface Change {
  what: string;
  back: Operation[];
}

/** The latest changes by hand, and the way back from each. */
function useChanges(form: Listing["form"], onEdit: ListingViewProps["onEdit"]) {
  const t = useMessages();
  const status = useStatus();
  const [changes, setChanges] = useState<readonly Change[]>([]);
  const last = changes.at(-1);
  return {
    last,
    change: (what: string, operations: Operation[]) => {
      setChanges((before) => [...before, { what, back: undoing(form, operations) }]);
      onEdit({ text: t("listing.changed", { what }), operations, isOfListing: true });
    },
    undo: () => {
      if (last === undefined) return;
      setChanges((before) => before.slice(0, -1));
      onEdit({ text: t("listing.undone", { what: last.what }), operations: last.back, isOfListing: true });
      status.say(t("listing.undone", { what: last.what }));
    },
  };
}

function Undo({ last, isPending, onUndo }: { last: Change | undefined; isPending: boolean; onUndo: () => void }) {
  const t = useMessages();
  return (
    <div className="flex min-h-11 flex-wrap items-center justify-between gap-2">
      <h2 className="font-display text-xl font-medium">{t("listing.name")}</h2>
      <span className="flex items-center gap-3">
        {isPending && <span className="text-sm text-muted">{t("listing.saving")}</span>}
        {last !== undefined && (
          <button type="button" className="button-quiet" onClick={onUndo}>
            <UndoIcon />
            {t("listing.undo", { what: last.what })}
          </button>
        )}
      </span>
    </div>
  );
}

function Draft({ listing, pending, canConfirm, onEdit }: ListingViewProps & { pending: readonly Operation[] }) {
  const t = useMessages();
  const form = useMemo(() => withEdits(listing.form, pending), [listing, pending]);
  const { last, change, undo } = useChanges(form, onEdit);
  const { price_advice: advice, preview, warnings } = listing;
  const general = warnings.filter(({ field }) => field === null);
  return (
    // What changes here is told in the status line, once, and not letter by letter.
    <section
      aria-label={t("listing.name")}
      aria-live="off"
      className="flex flex-col gap-5 rounded-3xl border border-line bg-surface p-4 sm:p-6"
    >
      <Undo last={last} isPending={pending.length > 0} onUndo={undo} />
      <Problems problems={general} />
      <DraftForm listing={listing} form={form} onChange={change} />
      {advice !== null && <PriceAdviceView advice={advice} price={form.price} currency={form.currency} />}
      <PreviewTabs previews={preview} />
      <ConfirmBar listing={listing} canConfirm={canConfirm && pending.length === 0} onEdit={onEdit} />
    </section>
  );
}

/** A listing before its seller says yes: to be filled in, looked at as each marketplace gets it, and sent. */
export function ListingView(props: ListingViewProps) {
  const { listing, pending } = props;
  return pending === null ? <Before listing={listing} /> : <Draft {...props} pending={pending} />;
}
