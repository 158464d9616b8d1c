import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { Edit } from "../conversation/state";
import { useMessages } from "../messages/MessagesContext";
import { type WishField, wishOperations, wishProblem } from "../format/wishEdits";

export interface ChipEditorProps {
  /** What is changed, as its chip says it. */
  label: string;
  fields: readonly WishField[];
  onEdit: (edit: Edit) => void;
  onClose: () => void;
}

interface FieldProps {
  field: WishField;
  value: string;
  onChange: (value: string) => void;
}

const CONTROL = "h-11 w-full rounded-xl border border-line bg-paper px-3 text-base";

function Field({ field, value, onChange }: FieldProps) {
  const id = useId();
  const { choices, kind, label } = field;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      {kind === "choice" ? (
        <select id={id} value={value} onChange={(event) => onChange(event.target.value)} className={CONTROL}>
          {choices.map(([one, name]) => (
            <option key={one} value={one}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type={kind === "amount" ? "number" : "text"}
          {...(kind === "amount" ? { min: 0, step: "any", inputMode: "decimal" } : { maxLength: 200 })}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={CONTROL}
        />
      )}
    </div>
  );
}

/** Changes one wish in place, and searches again. */
export function ChipEditor({ label, fields, onEdit, onClose }: ChipEditorProps) {
  const t = useMessages();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const problem = wishProblem(fields, values, t);
  useEffect(() => {
    const opened = dialog.current;
    if (opened !== null && !opened.open) opened.showModal();
  }, []);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (problem !== null) return;
    const operations = wishOperations(fields, values, t);
    dialog.current?.close();
    if (operations.length > 0) onEdit({ text: t("wish.changed", { label }), operations });
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className="m-auto w-[min(22rem,calc(100vw-2rem))] rounded-3xl border border-line bg-surface p-5 text-ink shadow-lg backdrop:bg-black/40"
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <h2 id={id} className="line-clamp-2 font-medium wrap-anywhere">
          {t("wish.change_named", { label })}
        </h2>
        {fields.map((field) => (
          <Field
            key={field.slot}
            field={field}
            value={values[field.slot] ?? field.value}
            onChange={(value) => setValues({ ...values, [field.slot]: value })}
          />
        ))}
        {problem !== null && (
          <p role="alert" className="text-sm text-alert wrap-anywhere">
            {problem}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <button type="button" className="button-quiet" onClick={() => dialog.current?.close()}>
            {t("page.cancel")}
          </button>
          <button
            type="submit"
            aria-disabled={problem !== null}
            className="inline-flex min-h-11 items-center rounded-full bg-accent px-5 text-[0.9375rem] font-medium text-on-accent aria-disabled:bg-sunken aria-disabled:text-muted"
          >
            {t("wish.search")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
