import { type FormEvent, useId, useState } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { webLink } from "../../format/links";
import { formatDay } from "../../format/time";
import { marketplaceLabel } from "../../format/words";
import { SERVER_LANGUAGE } from "../../messages/languages";
import { useAttempt, useSellingApi } from "../../selling/useSelling";
import type { JobAction, JobProgress, ListingField } from "../../wire/selling";
import { ChevronIcon, LinkMark } from "../icons";
import { Sentence } from "../Sentence";
import { CopyButton } from "./CopyButton";
import { CONTROL } from "./DraftField";

export interface FinishByHandProps {
  jobId: string;
  marketplace: string;
  action: JobAction;
  onChanged: (job: JobProgress) => void;
}

/** What is done by hand: a listing is posted, changed where it is up, or taken down. */
export type ByHand = "post" | "change" | "take_down";

export interface FinishByHandViewProps extends FinishByHandProps {
  what: ByHand;
  /** Where the listing is up; null where it is not yet. */
  link: string | null;
}

function FieldLine({ field }: { field: ListingField }) {
  const t = useMessages();
  return (
    <li className="flex items-start justify-between gap-3 py-2">
      <span className="min-w-0">
        <span className="block text-sm text-muted">{field.label}</span>
        <span className="line-clamp-4 whitespace-pre-line wrap-anywhere">{field.value}</span>
        {field.truncated && <span className="block text-xs text-alert">{t("listing.cut")}</span>}
      </span>
      <CopyButton text={field.value} label={field.label} />
    </li>
  );
}

/** Steps to tick off; the ticks are the seller's own and are not kept. */
function Checklist({ steps }: { steps: readonly string[] }) {
  const t = useMessages();
  if (steps.length === 0) return null;
  return (
    <ol aria-label={t("job.checklist")} className="flex flex-col">
      {steps.map((step) => (
        <li key={step}>
          <label className="flex min-h-10 cursor-pointer items-start gap-3 py-1.5 has-checked:text-muted has-checked:line-through">
            <input type="checkbox" className="mt-1 size-4 shrink-0 accent-accent" />
            <span {...(t.language === SERVER_LANGUAGE ? {} : { lang: SERVER_LANGUAGE })}>{step}</span>
          </label>
        </li>
      ))}
    </ol>
  );
}

function Ways({ action, name }: { action: JobAction; name: string }) {
  const t = useMessages();
  const form = webLink(action.form_url);
  const photos = webLink(action.photo_zip_url);
  return (
    <div className="flex flex-wrap gap-2.5">
      {form !== null && (
        <a href={form} target="_blank" rel="noopener noreferrer" className="button-quiet">
          {t("job.open_form", { marketplace: name })}
          <LinkMark />
        </a>
      )}
      {photos !== null && (
        <a href={photos} download className="button-quiet">
          {t("job.photos_zip")}
        </a>
      )}
      {action.text !== null && <CopyButton text={action.text} label={null} />}
    </div>
  );
}

/** Takes the address of the listing, once its seller has posted it. */
function LiveLink({ jobId, marketplace, onChanged }: FinishByHandProps) {
  const t = useMessages();
  const id = useId();
  const api = useSellingApi();
  const { isBusy, failure, attempt } = useAttempt();
  const [link, setLink] = useState("");
  const isWritten = link.trim() !== "";

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isWritten || isBusy) return;
    void attempt(async () => onChanged(await api.confirm(jobId, marketplace, link.trim())));
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {t("job.paste_link", { marketplace: marketplaceLabel(marketplace, t) })}
      </label>
      <span className="flex flex-wrap gap-2">
        <input
          id={id}
          type="url"
          inputMode="url"
          value={link}
          maxLength={2_000}
          autoComplete="off"
          placeholder={"https://"}
          aria-invalid={failure !== null}
          onChange={({ target }) => setLink(target.value)}
          className={`${CONTROL} h-11 min-w-48 flex-1`}
        />
        <button type="submit" disabled={!isWritten || isBusy} className="button-quiet disabled:opacity-50">
          {t("job.it_is_live")}
        </button>
      </span>
      {failure !== null && <Sentence problem={failure} />}
    </form>
  );
}

/** Takes the seller's word that what is up was changed, or taken down. */
function Done({ jobId, link, marketplace, onChanged, what }: FinishByHandViewProps) {
  const t = useMessages();
  const api = useSellingApi();
  const { isBusy, failure, attempt } = useAttempt();
  const tell = () =>
    what === "take_down" ? api.takenDown(jobId, marketplace) : api.confirm(jobId, marketplace, link ?? "");
  const run = () => attempt(async () => onChanged(await tell()));
  return (
    <div className="flex flex-col items-start gap-1">
      <button type="button" disabled={isBusy} className="button-quiet disabled:opacity-50" onClick={() => void run()}>
        {t(what === "take_down" ? "job.taken_down" : "job.changed_there")}
      </button>
      {failure !== null && <Sentence problem={failure} />}
    </div>
  );
}

const TITLES = { post: "job.finish_on", change: "job.change_on", take_down: "job.take_down_on" } as const;

/** A posting that its seller finishes in the marketplace's own form: everything to copy, and the way back. */
export function FinishByHand(props: FinishByHandViewProps) {
  const t = useMessages();
  const { action, marketplace, what } = props;
  const name = marketplaceLabel(marketplace, t);
  const until = action.expires_at === null ? null : formatDay(action.expires_at, t.locale);
  return (
    <details className="group rounded-2xl border border-line px-4 py-1">
      <summary className="flex min-h-11 cursor-pointer items-center gap-2 font-medium">
        <ChevronIcon />
        {t(TITLES[what], { marketplace: name })}
      </summary>
      <div className="flex flex-col gap-4 pb-3">
        <Ways action={action} name={name} />
        {action.fields.length > 0 && (
          <ul aria-label={t("job.fields", { marketplace: name })} className="flex flex-col divide-y divide-line">
            {action.fields.map((field) => (
              <FieldLine key={field.name} field={field} />
            ))}
          </ul>
        )}
        <Checklist steps={action.checklist} />
        {what === "post" ? <LiveLink {...props} /> : <Done {...props} />}
        {until !== null && <p className="text-sm text-muted">{t("job.until", { day: until })}</p>}
      </div>
    </details>
  );
}
