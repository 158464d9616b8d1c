import { useMessages } from "../../messages/MessagesContext";
import { webLink } from "../../format/links";
import { formatMoney } from "../../format/money";
import { formatDay } from "../../format/time";
import type { ListingField, ListingFees, MarketplacePreview } from "../../wire/selling";
import { LinkMark } from "../icons";
import { Problems } from "./Problems";

function FieldRow({ field }: { field: ListingField }) {
  const t = useMessages();
  const { label, max_length: limit, truncated, value } = field;
  return (
    <div className="grid gap-x-4 gap-y-0.5 py-2 sm:grid-cols-[8rem_1fr]">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="min-w-0">
        <span className={`whitespace-pre-line wrap-anywhere ${value === "" ? "text-muted" : ""}`}>
          {value === "" ? t("listing.empty") : value}
        </span>
        {(truncated || limit !== null) && (
          <span className={`block text-xs ${truncated ? "text-alert" : "text-muted"}`}>
            {limit === null ? t("listing.cut") : t(truncated ? "listing.cut_at" : "listing.at_most", { limit })}
          </span>
        )}
      </dd>
    </div>
  );
}

function Source({ fees }: { fees: ListingFees }) {
  const t = useMessages();
  const day = formatDay(fees.as_of, t.locale);
  const address = webLink(fees.source_url);
  return (
    <p className="text-xs text-muted">
      {fees.estimated && <>{t("listing.fees_estimated")} </>}
      {day !== null && <>{t("listing.fees_as_of", { day })} </>}
      {address !== null && (
        <a href={address} target="_blank" rel="noopener noreferrer" className="text-accent underline underline-offset-2">
          {t("listing.fees_source")}
          <LinkMark />
        </a>
      )}
    </p>
  );
}

function Fees({ fees, net }: { fees: ListingFees; net: number | null }) {
  const t = useMessages();
  const money = (amount: number) => formatMoney(amount, fees.currency, t.locale);
  return (
    <div className="flex flex-col gap-1 rounded-2xl bg-sunken px-4 py-3">
      <dl className="flex flex-col gap-1 text-sm tabular-nums">
        {fees.lines.map(({ label, amount }) => (
          <div key={label} className="flex justify-between gap-4">
            <dt>{label}</dt>
            <dd>{money(amount)}</dd>
          </div>
        ))}
        {fees.lines.length !== 1 && (
          <div className="flex justify-between gap-4">
            <dt>{t("listing.fees_total")}</dt>
            <dd>{money(fees.total)}</dd>
          </div>
        )}
        {net !== null && (
          <div className="flex justify-between gap-4 border-t border-line pt-1 text-base font-medium">
            <dt>{t("listing.net")}</dt>
            <dd>{money(net)}</dd>
          </div>
        )}
      </dl>
      <Source fees={fees} />
    </div>
  );
}

/** What one marketplace will get: every field as it will stand there, what is wrong, and what it costs. */
export function MarketplaceTab({ preview }: { preview: MarketplacePreview }) {
  const t = useMessages();
  const { assisted, fees, fields, net, problems } = preview;
  return (
    <div className="flex flex-col gap-4">
      {assisted && <p className="rounded-2xl bg-tint px-4 py-3 text-[0.9375rem]">{t("listing.assisted")}</p>}
      <Problems problems={problems} />
      <dl className="flex flex-col divide-y divide-line">
        {fields.map((field) => (
          <FieldRow key={field.name} field={field} />
        ))}
      </dl>
      {fees === null ? (
        <p className="text-sm text-muted">{t("listing.fees_unknown")}</p>
      ) : (
        <Fees fees={fees} net={net} />
      )}
    </div>
  );
}
