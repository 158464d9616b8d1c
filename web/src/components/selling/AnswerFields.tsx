import { type FormEvent, useId, useState } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { conditionLabel, marketplaceLabel } from "../../format/words";
import { SERVER_LANGUAGE } from "../../messages/languages";
import { answered } from "../../selling/answers";
import { OFFERED } from "../../selling/conditions";
import { useAttempt, useSellingApi } from "../../selling/useSelling";
import type { JobAction, ListingField, ListingForm } from "../../wire/selling";
import { Sentence } from "../Sentence";
import { AddPhotos } from "./AddPhotos";
import { CONTROL } from "./DraftField";
import type { FinishByHandProps } from "./FinishByHand";

const PHOTOS = "media_s3_keys";

interface AnswerProps {
  field: ListingField;
  value: string;
  onChange: (value: string) => void;
}

function Answer({ field, value, onChange }: AnswerProps) {
  const t = useMessages();
  const id = useId();
  const { label, max_length: limit, name } = field;
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm text-muted" {...(t.language === SERVER_LANGUAGE ? {} : { lang: SERVER_LANGUAGE })}>
        {label}
      </label>
      {name === "condition" ? (
        <select id={id} value={value} onChange={({ target }) => onChange(target.value)} className={`${CONTROL} h-11`}>
          <option value="">{t("listing.choose")}</option>
          {OFFERED.map((one) => (
            <option key={one} value={one}>
              {conditionLabel(one, t)}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={value}
          maxLength={limit ?? 500}
          autoComplete="off"
          onChange={({ target }) => onChange(target.value)}
          className={`${CONTROL} h-11`}
        />
      )}
    </span>
  );
}

/** What may be answered, where the marketplace names it. */
function Allowed({ action }: { action: JobAction }) {
  const t = useMessages();
  if (action.checklist.length === 0) return null;
  return (
    <ul className="text-sm text-muted" {...(t.language === SERVER_LANGUAGE ? {} : { lang: SERVER_LANGUAGE })}>
      {action.checklist.map((line) => (
        <li key={line} className="wrap-anywhere">
          {line}
        </li>
      ))}
    </ul>
  );
}

/** Changes the listing of a job as it is by now. */
function useRevision({ jobId, onChanged }: FinishByHandProps) {
  const api = useSellingApi();
  const { isBusy, failure, attempt } = useAttempt();
  const revise = (change: (form: ListingForm) => ListingForm) =>
    attempt(async () => {
      const { form } = await api.job(jobId);
      onChanged(await api.revise(jobId, change(form)));
    });
  return { isBusy, failure, revise };
}

/** What a marketplace still asks for, answered in place; it then goes on by itself. */
export function AnswerFields(props: FinishByHandProps) {
  const t = useMessages();
  const { action, marketplace } = props;
  const { isBusy, failure, revise } = useRevision(props);
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const fields = action.fields.filter(({ name }) => name !== PHOTOS);
  const given = ({ name, value }: ListingField) => (answers[name] ?? value).trim();
  const isWhole = fields.every((field) => given(field) !== "");

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isWhole || isBusy) return;
    void revise((form) => fields.reduce((present, field) => answered(present, field.name, given(field)), form));
  }

  const addPhotos = (keys: string[]) =>
    void revise((form) => ({ ...form, media_s3_keys: [...new Set([...form.media_s3_keys, ...keys])] }));

  return (
    <form
      onSubmit={submit}
      aria-label={t("job.answer_for", { marketplace: marketplaceLabel(marketplace, t) })}
      className="flex flex-col gap-3 rounded-2xl border border-line px-4 py-3"
    >
      {fields.length < action.fields.length && <AddPhotos onPhotos={addPhotos} />}
      {fields.length > 0 && (
        <div className="grid gap-3 sm:grid-cols-2">
          {fields.map((field) => (
            <Answer
              key={field.name}
              field={field}
              value={answers[field.name] ?? field.value}
              onChange={(value) => setAnswers({ ...answers, [field.name]: value })}
            />
          ))}
        </div>
      )}
      <Allowed action={action} />
      {failure !== null && <Sentence problem={failure} />}
      {fields.length > 0 && (
        <button type="submit" disabled={!isWhole || isBusy} className="button-quiet self-start disabled:opacity-50">
          {t("job.send_answers")}
        </button>
      )}
    </form>
  );
}
