import { type FormEvent, useState } from "react";
import { formatMoment } from "../format/time";
import { useMessages } from "../messages/MessagesContext";
import type { SessionSummary } from "../wire/decodeSession";
import { BinIcon, PencilIcon } from "./panelIcons";

export interface HistoryLineProps {
  session: SessionSummary;
  /** What was said in it that is looked for, or null. */
  line: string | null;
  /** Whether it is the one on the screen. */
  isOpen: boolean;
  onOpen: () => void;
  onRename: (title: string) => Promise<void>;
  onRemove: () => Promise<void>;
}

const MAX_TITLE_CHARACTERS = 200;
const ICON_BUTTON =
  "grid size-11 shrink-0 place-items-center rounded-full text-muted transition-colors hover:bg-sunken hover:text-ink";

/** The person has just asked for it. */
function focusAtOnce(element: HTMLElement | null): void {
  element?.focus();
}

interface RenameFormProps {
  title: string;
  onSave: (title: string) => void;
  onClose: () => void;
}

function RenameForm({ title, onSave, onClose }: RenameFormProps) {
  const t = useMessages();
  const [text, setText] = useState(title);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() === "" || text.trim() === title) onClose();
    else onSave(text.trim());
  }
  return (
    <form onSubmit={submit} className="flex flex-1 flex-wrap gap-2 py-1">
      <input
        ref={focusAtOnce}
        aria-label={t("history.name")}
        value={text}
        maxLength={MAX_TITLE_CHARACTERS}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          onClose();
        }}
        className="h-11 min-w-40 flex-1 rounded-xl border border-line bg-paper px-3 text-base"
      />
      <button type="submit" className="button-quiet">
        {t("history.save")}
      </button>
    </form>
  );
}

function Confirmation({ title, onYes, onNo }: { title: string; onYes: () => void; onNo: () => void }) {
  const t = useMessages();
  return (
    <div className="flex flex-1 flex-wrap items-center justify-between gap-2 py-1">
      <p className="text-sm wrap-anywhere">{t("history.delete_for_good", { title })}</p>
      <span className="flex gap-2">
        <button type="button" className="button-quiet" onClick={onYes}>
          {t("history.delete")}
        </button>
        <button ref={focusAtOnce} type="button" className="button-quiet" onClick={onNo}>
          {t("history.keep")}
        </button>
      </span>
    </div>
  );
}

/** One conversation in the list of them. */
export function HistoryLine({ session, line, isOpen, onOpen, onRename, onRemove }: HistoryLineProps) {
  const t = useMessages();
  const [step, setStep] = useState<"shown" | "renaming" | "deleting">("shown");
  const { title, updated_at: usedAt } = session;
  const when = formatMoment(usedAt, t.locale);

  function rename(next: string): void {
    setStep("shown");
    void onRename(next);
  }

  if (step === "renaming") {
    return (
      <li className="flex">
        <RenameForm title={title} onSave={rename} onClose={() => setStep("shown")} />
      </li>
    );
  }
  if (step === "deleting") {
    return (
      <li className="flex">
        <Confirmation title={title} onYes={() => void onRemove()} onNo={() => setStep("shown")} />
      </li>
    );
  }
  return (
    <li className="flex items-center">
      <button
        type="button"
        aria-current={isOpen ? "true" : undefined}
        className="flex min-h-14 min-w-0 flex-1 flex-col justify-center rounded-xl px-2 text-start transition-colors hover:bg-sunken aria-[current]:font-medium"
        onClick={onOpen}
      >
        <span className="w-full truncate">{title}</span>
        {line !== null && (
          <span className="line-clamp-2 w-full text-sm font-normal text-muted wrap-anywhere">
            {t("history.said", { line })}
          </span>
        )}
        {when !== null && <span className="text-xs font-normal text-muted">{when}</span>}
      </button>
      <button
        type="button"
        aria-label={t("history.rename_this", { title })}
        title={t("history.rename")}
        className={ICON_BUTTON}
        onClick={() => setStep("renaming")}
      >
        <PencilIcon />
      </button>
      <button
        type="button"
        aria-label={t("history.delete_this", { title })}
        title={t("history.delete")}
        className={ICON_BUTTON}
        onClick={() => setStep("deleting")}
      >
        <BinIcon />
      </button>
    </li>
  );
}
