import { type FormEvent, useId, useState } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { formatMoney } from "../../format/money";
import { formatMoment } from "../../format/time";
import { marketplaceLabel } from "../../format/words";
import { photoAddress } from "../../selling/photos";
import { isUp, standingOf } from "../../selling/states";
import { useAttempt, useConnections, useSellingApi } from "../../selling/useSelling";
import type { Job, JobProgress } from "../../wire/selling";
import { ChevronIcon } from "../icons";
import { ProductPicture } from "../ProductPicture";
import { Sentence } from "../Sentence";
import { CONTROL } from "./DraftField";
import { amountOf } from "../../selling/amount";
import { JobRow } from "./JobRow";
import { laterJob } from "../../conversation/jobs";

export interface ListingCardProps {
  job: Job;
  /** Whether it is the one that was looked for. */
  isOpen: boolean;
  onChanged: (job: Job) => void;
}

function Head({ job }: { job: Job }) {
  const t = useMessages();
  const { currency, media_s3_keys: photos, price, title } = job.form;
  const name = title ?? t("listings.unnamed");
  const when = formatMoment(job.created_at, t.locale);
  const facts = [
    price === null ? null : formatMoney(price, currency, t.locale),
    t(`listings.standing_${standingOf(job)}`),
    job.sold_on === null ? null : t("listings.sold_on", { marketplace: marketplaceLabel(job.sold_on, t) }),
  ];
  return (
    <span className="flex min-w-0 flex-1 items-center gap-3">
      <span className="size-14 shrink-0 overflow-hidden rounded-xl">
        <ProductPicture address={photos[0] === undefined ? null : photoAddress(photos[0])} kind={name} title={name} />
      </span>
      <span className="flex min-w-0 flex-col">
        <span className="line-clamp-2 font-medium wrap-anywhere">{name}</span>
        <span className="text-sm">{facts.filter((fact) => fact !== null).join(" · ")}</span>
        {when !== null && <span className="text-xs text-muted">{when}</span>}
      </span>
    </span>
  );
}

type Doing = "sold" | "withdraw" | "price" | null;

interface AskProps {
  job: Job;
  onDone: (task: () => Promise<Job>) => void;
  onKeep: () => void;
}

/** Asks where it was sold, for it is taken down everywhere else. */
function AskSold({ job, onDone, onKeep }: AskProps) {
  const t = useMessages();
  const api = useSellingApi();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-2 text-[0.9375rem]">{t("listings.where_sold")}</legend>
      <span className="flex flex-wrap gap-2">
        {job.marketplace_results.map(({ marketplace }) => (
          <button
            key={marketplace}
            type="button"
            className="button-quiet"
            onClick={() => onDone(() => api.sold(job.job_id, marketplace))}
          >
            {marketplaceLabel(marketplace, t)}
          </button>
        ))}
        <button type="button" className="min-h-11 px-3 text-muted underline underline-offset-2" onClick={onKeep}>
          {t("page.cancel")}
        </button>
      </span>
    </fieldset>
  );
}

function AskWithdraw({ job, onDone, onKeep }: AskProps) {
  const t = useMessages();
  const api = useSellingApi();
  return (
    <div className="flex flex-col gap-2">
      <p className="text-[0.9375rem]">{t("listings.withdraw_everywhere")}</p>
      <span className="flex flex-wrap gap-2">
        <button type="button" className="button-quiet" onClick={() => onDone(() => api.withdraw(job.job_id))}>
          {t("listings.withdraw")}
        </button>
        <button type="button" className="min-h-11 px-3 text-muted underline underline-offset-2" onClick={onKeep}>
          {t("history.keep")}
        </button>
      </span>
    </div>
  );
}

function AskPrice({ job, onDone, onKeep }: AskProps) {
  const t = useMessages();
  const api = useSellingApi();
  const id = useId();
  const [text, setText] = useState(String(job.form.price ?? ""));
  const price = amountOf(text);
  const isFit = price !== null && price > 0 && !text.trim().startsWith("-");

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isFit) onDone(() => api.revise(job.job_id, { ...job.form, price }));
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {t("listing.price", { currency: job.form.currency })}
      </label>
      <span className="flex flex-wrap gap-2">
        <input
          id={id}
          inputMode="decimal"
          maxLength={16}
          autoComplete="off"
          value={text}
          onChange={({ target }) => setText(target.value)}
          className={`${CONTROL} h-11 w-32 flex-1`}
        />
        <button type="submit" disabled={!isFit} className="button-quiet disabled:opacity-50">
          {t("listings.save_price")}
        </button>
        <button type="button" className="min-h-11 px-3 text-muted underline underline-offset-2" onClick={onKeep}>
          {t("page.cancel")}
        </button>
      </span>
    </form>
  );
}

const ASKS = { sold: AskSold, withdraw: AskWithdraw, price: AskPrice } as const;

/** What can be done about a whole listing; each asks once before it is done. */
function Doings({ job, onChanged }: Pick<ListingCardProps, "job" | "onChanged">) {
  const t = useMessages();
  const api = useSellingApi();
  const { isBusy, failure, attempt } = useAttempt();
  const [doing, setDoing] = useState<Doing>(null);
  const isWaiting = job.status === "created";
  const isSellable = standingOf(job) !== "sold" && standingOf(job) !== "over";
  const run = (task: () => Promise<Job>) =>
    void attempt(async () => {
      onChanged(await task());
      setDoing(null);
    });
  const Ask = doing === null ? null : ASKS[doing];
  if (!isSellable) return null;
  return (
    <div className="flex flex-col gap-2">
      {Ask !== null ? (
        <Ask job={job} onDone={run} onKeep={() => setDoing(null)} />
      ) : (
        <span className="flex flex-wrap gap-2">
          <button type="button" className="button-quiet" onClick={() => setDoing("sold")}>
            {t("listings.sold")}
          </button>
          <button type="button" className="button-quiet" onClick={() => setDoing("price")}>
            {t("listings.change_price")}
          </button>
          {isWaiting ? (
            <button type="button" disabled={isBusy} className="button-quiet" onClick={() => run(() => api.cancel(job.job_id))}>
              {t("listings.cancel")}
            </button>
          ) : (
            <button type="button" className="button-quiet" onClick={() => setDoing("withdraw")}>
              {t(job.marketplace_results.some(isUp) ? "listings.withdraw" : "listings.give_up")}
            </button>
          )}
        </span>
      )}
      {failure !== null && <Sentence problem={failure} />}
    </div>
  );
}

/** One listing: how it stands everywhere, and what can be done about it. */
export function ListingCard({ job, isOpen, onChanged }: ListingCardProps) {
  const t = useMessages();
  const { connections } = useConnections();
  const learn = (told: JobProgress) => onChanged(laterJob(job, told));
  return (
    <li className="py-1">
      <details open={isOpen} className="[&[open]>summary>svg]:rotate-90">
        <summary className="flex cursor-pointer items-center gap-2 py-2">
          <Head job={job} />
          <ChevronIcon />
        </summary>
        <div className="flex flex-col gap-3 pb-3">
          <ul aria-label={t("job.marketplaces")} className="flex flex-col divide-y divide-line">
            {job.marketplace_results.map((part) => (
              <JobRow
                key={part.marketplace}
                jobId={job.job_id}
                part={part}
                connection={connections?.find(({ marketplace }) => marketplace === part.marketplace) ?? null}
                onChanged={learn}
              />
            ))}
          </ul>
          <Doings job={job} onChanged={onChanged} />
        </div>
      </details>
    </li>
  );
}
