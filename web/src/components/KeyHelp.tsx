import { type RefObject, useId } from "react";
import { KEYS, PALETTE_KEY } from "../keyboard/keys";
import { useMessages } from "../messages/MessagesContext";
import type { Translate } from "../messages/translate";

function labelOf(key: string, t: Translate): string {
  if (key === PALETTE_KEY) return t("keys.palette_key");
  return key === "Escape" ? t("keys.escape") : key;
}

/** The keys as they stand on the keyboard, each with what it does. */
function keysOf(t: Translate): { label: string; purpose: string }[] {
  return [
    ...KEYS.map(({ key, command }) => ({
      label: labelOf(key, t),
      purpose: t(`keys.${command}`),
    })),
    { label: t("keys.enter"), purpose: t("keys.send") },
    { label: t("keys.shift_enter"), purpose: t("keys.new_line") },
    { label: "← → ↑ ↓", purpose: t("keys.products") },
  ];
}

export interface KeyHelpProps {
  ref: RefObject<HTMLDialogElement | null>;
  /** Whether single characters are keys; who dictates may not want that. */
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
}

/** The keys of the page, in a dialog that opens over it. */
export function KeyHelp({ ref, isOn, onSwitch }: KeyHelpProps) {
  const t = useMessages();
  const id = useId();
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      className="m-auto w-[min(24rem,calc(100vw-2rem))] rounded-3xl border border-line bg-surface p-6 text-ink shadow-lg backdrop:bg-black/40"
    >
      <h2 id={id} className="font-display text-xl font-semibold tracking-tight">
        {t("header.keys")}
      </h2>
      <dl className="mt-4 flex flex-col gap-3">
        {keysOf(t).map(({ label, purpose }) => (
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
        {t("keys.use")}
      </label>
      <form method="dialog">
        <button type="submit" className="button-quiet w-full">
          {t("page.close")}
        </button>
      </form>
    </dialog>
  );
}
