import { type FormEvent, useId, useState } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { attributeName } from "../../format/words";
import { ATTRIBUTE, attributeSetting } from "../../selling/formEdits";
import { problemsOf } from "../../selling/limits";
import type { ListingProblem } from "../../wire/selling";
import { ChevronIcon, PlusIcon } from "../icons";
import { CONTROL, DraftField } from "./DraftField";
import type { DraftFormProps } from "./DraftForm";

function shown(value: string | string[]): string {
  return Array.isArray(value) ? value.join(", ") : value;
}

/** A name as the wire writes it: "Screen size" becomes `screen_size`. */
function slotName(name: string): string {
  return name.trim().toLowerCase().replaceAll(/\s+/g, "_").replaceAll(".", "");
}

function NewAttribute({ onAdd }: { onAdd: (name: string, value: string) => void }) {
  const t = useMessages();
  const id = useId();
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const isWhole = slotName(name) !== "" && value.trim() !== "";

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isWhole) return;
    onAdd(slotName(name), value.trim());
    setName("");
    setValue("");
  }

  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      <span className="flex min-w-32 flex-1 flex-col gap-1">
        <label htmlFor={`${id}-name`} className="text-sm text-muted">
          {t("listing.attribute_name")}
        </label>
        <input
          id={`${id}-name`}
          value={name}
          maxLength={60}
          autoComplete="off"
          placeholder={t("listing.attribute_hint")}
          onChange={({ target }) => setName(target.value)}
          className={`${CONTROL} h-11`}
        />
      </span>
      <span className="flex min-w-32 flex-1 flex-col gap-1">
        <label htmlFor={`${id}-value`} className="text-sm text-muted">
          {t("listing.attribute_value")}
        </label>
        <input
          id={`${id}-value`}
          value={value}
          maxLength={200}
          autoComplete="off"
          onChange={({ target }) => setValue(target.value)}
          className={`${CONTROL} h-11`}
        />
      </span>
      <button type="submit" disabled={!isWhole} className="button-quiet disabled:opacity-50">
        <PlusIcon />
        {t("listing.add_attribute")}
      </button>
    </form>
  );
}

/** The properties that marketplaces ask for. */
function askedFor(problems: readonly ListingProblem[]): string[] {
  const fields = problems.map(({ field }) => field ?? "").filter((field) => field.startsWith(ATTRIBUTE));
  return [...new Set(fields)].map((field) => field.slice(ATTRIBUTE.length));
}

/** What else is known of the item, or asked for; one more can be told, and one that is emptied goes. */
export function AttributeFields({ listing, form, onChange }: DraftFormProps) {
  const t = useMessages();
  const problems = listing.preview.flatMap((one) => one.problems);
  const missing = askedFor(problems).filter((name) => !Object.hasOwn(form.attributes, name));
  const known = [...Object.entries(form.attributes), ...missing.map((name) => [name, ""] as const)];
  const change = (name: string, value: string) =>
    onChange(attributeName(name, t), [attributeSetting(name, value)]);
  return (
    <details open={known.length > 0} className="group">
      <summary className="flex min-h-11 cursor-pointer items-center gap-2 text-sm text-muted">
        <ChevronIcon />
        {t("listing.attributes", { count: known.length })}
      </summary>
      <div className="flex flex-col gap-4 pt-2">
        {known.length > 0 && (
          <div className="grid gap-4 sm:grid-cols-2">
            {known.map(([name, value]) => (
              <DraftField
                key={name}
                label={attributeName(name, t)}
                value={shown(value)}
                maxLength={1_000}
                problems={problemsOf(problems, ATTRIBUTE + name)}
                onCommit={(text) => change(name, text)}
              />
            ))}
          </div>
        )}
        <NewAttribute onAdd={change} />
      </div>
    </details>
  );
}
