import { type KeyboardEvent, useId, useState } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { marketplaceLabel } from "../../format/words";
import { lengthOf, type StrictestLimit } from "../../selling/limits";
import type { ListingProblem } from "../../wire/selling";
import { Problems } from "./Problems";

export const CONTROL =
  "w-full rounded-xl border border-line bg-paper px-3 text-base read-only:text-muted aria-invalid:border-alert";

export interface DraftFieldProps {
  label: string;
  /** As it stands in the listing; "" where nothing is known. */
  value: string;
  /** Takes what was written, once its writer is done with it. */
  onCommit: (value: string) => void;
  /** Why a value cannot be taken, or null. */
  refusal?: (value: string) => string | null;
  limit?: StrictestLimit | null;
  problems?: readonly ListingProblem[];
  placeholder?: string;
  maxLength: number;
  isLong?: boolean;
  /** Whether it is an amount of money. */
  isAmount?: boolean;
}

/** How much of the tightest limit is used, and whose it is. */
function Counter({ id, text, limit }: { id: string; text: string; limit: StrictestLimit }) {
  const t = useMessages();
  const count = lengthOf(text);
  const over = count - limit.limit;
  const values = { count, limit: limit.limit, marketplace: marketplaceLabel(limit.marketplace, t) };
  return (
    <p id={id} className={`text-xs tabular-nums ${over > 0 ? "text-alert" : "text-muted"}`}>
      {over > 0 ? t("listing.over_limit", { ...values, over }) : t("listing.of_limit", values)}
    </p>
  );
}

/** What is being written into a field, which is nobody's business until it is done. */
function useWriting(value: string, onCommit: (value: string) => void, refusal: (value: string) => string | null) {
  const [written, setWritten] = useState<string | null>(null);
  const text = written ?? value;
  const problem = written === null ? null : refusal(written.trim());

  function finish(): void {
    if (written === null) return;
    if (written.trim() === value.trim()) return setWritten(null);
    if (problem !== null) return;
    onCommit(written.trim());
    setWritten(null);
  }

  function onKeyDown(event: KeyboardEvent, isLong: boolean): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (!isLong || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      finish();
    }
    if (event.key === "Escape" && written !== null) {
      event.stopPropagation();
      setWritten(null);
    }
  }

  return { text, problem, setWritten, finish, onKeyDown };
}

const NO_REFUSAL = () => null;

/** One field of a listing: what is written is sent when its writer leaves it, or presses Enter. */
export function DraftField(props: DraftFieldProps) {
  const { label, value, onCommit, refusal = NO_REFUSAL, limit = null, problems = [] } = props;
  const { isAmount = false, isLong = false, maxLength, placeholder } = props;
  const id = useId();
  const { text, problem, setWritten, finish, onKeyDown } = useWriting(value, onCommit, refusal);
  const shared = {
    id,
    value: text,
    placeholder,
    autoComplete: "off",
    maxLength,
    "aria-invalid": problem !== null,
    "aria-describedby": `${id}-about`,
    onBlur: finish,
    onChange: ({ target }: { target: { value: string } }) => setWritten(target.value),
    onKeyDown: (event: KeyboardEvent) => onKeyDown(event, isLong),
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-sm text-muted">
          {label}
        </label>
        {limit !== null && <Counter id={`${id}-count`} text={text} limit={limit} />}
      </div>
      {isLong ? (
        <textarea {...shared} rows={4} className={`${CONTROL} field-sizing-content max-h-80 min-h-28 py-2.5`} />
      ) : (
        <input {...shared} {...(isAmount && { inputMode: "decimal" as const })} className={`${CONTROL} h-11`} />
      )}
      <div id={`${id}-about`}>
        {problem !== null && <p className="text-sm text-alert">{problem}</p>}
        <Problems problems={problems} />
      </div>
    </div>
  );
}
