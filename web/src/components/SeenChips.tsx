import type { Edit } from "../conversation/state";
import { type SeenChip, seenChips } from "../format/seen";
import { useMessages } from "../messages/MessagesContext";
import type { Seen, Wish } from "../wire/model";
import { CloseIcon } from "./icons";

export interface SeenChipsProps {
  seen: Seen;
  /** What is searched for, or null before a search. */
  wish: Wish | null;
  isEditable: boolean;
  onEdit: (edit: Edit) => void;
}

function Chip({ chip, onEdit }: { chip: SeenChip; onEdit: ((edit: Edit) => void) | null }) {
  const { label, operations, removed, remove, source } = chip;
  return (
    <li className="flex min-h-9 max-w-full items-center gap-2 rounded-full border border-line px-3 text-sm" title={source}>
      <span className="truncate">
        {label}
        <span className="ms-2 text-muted max-sm:sr-only">{source}</span>
      </span>
      {onEdit !== null && operations !== null && (
        <button
          type="button"
          aria-label={remove}
          title={remove}
          className="relative -me-3 grid size-9 shrink-0 place-items-center rounded-full text-muted after:absolute after:-inset-1 hover:text-ink"
          onClick={() => onEdit({ text: removed, operations })}
        >
          <CloseIcon />
        </button>
      )}
    </li>
  );
}

/** What a photo shows, with how that is known; what is searched for because of it can be taken away. */
export function SeenChips({ seen, wish, isEditable, onEdit }: SeenChipsProps) {
  const t = useMessages();
  const chips = seenChips(seen, wish, t);
  if (chips.length === 0) return null;
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-sm text-muted">{t("seen.title")}</h3>
      <ul aria-label={t("seen.title")} className="flex flex-wrap gap-2">
        {chips.map((chip) => (
          <Chip key={chip.key} chip={chip} onEdit={isEditable ? onEdit : null} />
        ))}
      </ul>
    </section>
  );
}
