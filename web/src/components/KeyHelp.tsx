import { type RefObject, useId } from "react";
import { KEYS } from "../keyboard/keys";

const WRITING_KEYS = [
  { label: "Enter", purpose: "Send" },
  { label: "Shift + Enter", purpose: "Begin a new line" },
  { label: "← → ↑ ↓", purpose: "Go from product to product" },
] as const;

export interface KeyHelpProps {
  ref: RefObject<HTMLDialogElement | null>;
  /** Whether single characters are keys; who dictates may not want that. */
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
}

/** The keys of the page, in a dialog that opens over it. */
export function KeyHelp({ ref, isOn, onSwitch }: KeyHelpProps) {
  const id = useId();
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      className="m-auto w-[min(24rem,calc(100vw-2rem))] rounded-3xl border border-line bg-surface p-6 text-ink shadow-lg backdrop:bg-black/40"
    >
      <h2 id={id} className="font-display text-xl font-semibold tracking-tight">
        Keys
      </h2>
      <dl className="mt-4 flex flex-col gap-3">
        {[...KEYS, ...WRITING_KEYS].map(({ label, purpose }) => (
          <div key={label} className="flex flex-row-reverse items-center justify-between gap-4">
            <dt>
              <kbd className="rounded-md border border-line bg-sunken px-2 py-0.5 font-sans text-sm">
                {label}
              </kbd>
            </dt>
            <dd>{purpose}</dd>
          </div>
        ))}
      </dl>
      <label className="mt-3 mb-3 flex min-h-11 items-center gap-3 border-t border-line pt-3">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => onSwitch(event.target.checked)}
          className="size-4 accent-accent"
        />
        Use / and ? as keys
      </label>
      <form method="dialog">
        <button type="submit" className="button-quiet w-full">
          Close
        </button>
      </form>
    </dialog>
  );
}
