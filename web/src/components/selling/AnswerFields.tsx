import { type FormEvent, useId, useState } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { marketplaceLabel } from "../../format/words";
import { answersAsEdits, withEdits } from "../../selling/formEdits";
import { useAttempt, useSellingApi } from "../../selling/useSelling";
import { Sentence } from "../Sentence";
import { CONTROL } from "./DraftField";
import type { FinishByHandProps } from "./FinishByHand";

/** What a marketplace still asks for, answered in place; it then goes on by itself. */
export function AnswerFields({ jobId, marketplace, action, onChanged }: FinishByHandProps) {
  const t = useMessages();
  const id = useId();
  const api = useSellingApi();
  const { isBusy, failure, attempt } = useAttempt();
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const given = (name: string, before: string) => answers[name] ?? before;
  const isWhole = action.fields.every(({ name, value }) => given(name, value).trim() !== "");

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isWhole || isBusy) return;
    void attempt(async () => {
      const present = await api.job(jobId);
      const said = action.fields.map(({ name, value }) => [name, given(name, value).trim()] as const);
      onChanged(await api.revise(jobId, withEdits(present.form, answersAsEdits(said))));
    });
  }

  return (
    <form
      onSubmit={submit}
      aria-label={t("job.answer_for", { marketplace: marketplaceLabel(marketplace, t) })}
      className="flex flex-col gap-3 rounded-2xl border border-line px-4 py-3"
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {action.fields.map(({ label, max_length: limit, name, value }) => (
          <span key={name} className="flex min-w-0 flex-col gap-1">
            <label htmlFor={`${id}-${name}`} className="text-sm text-muted">
              {label}
            </label>
            <input
              id={`${id}-${name}`}
              value={given(name, value)}
              maxLength={limit ?? 500}
              autoComplete="off"
              onChange={({ target }) => setAnswers({ ...answers, [name]: target.value })}
              className={`${CONTROL} h-11`}
            />
          </span>
        ))}
      </div>
      {failure !== null && <Sentence problem={failure} />}
      <button type="submit" disabled={!isWhole || isBusy} className="button-quiet self-start disabled:opacity-50">
        {t("job.send_answers")}
      </button>
    </form>
  );
}
