import type { Edit } from "../conversation/state";
import { type WishChip, wishChips } from "../format/wish";
import { useMessages } from "../messages/MessagesContext";
import type { Wish } from "../wire/model";
import { ChipLabel } from "./ChipLabel";
import { CloseIcon } from "./icons";

export interface WishChipsProps {
  wish: Wish;
  /** Whether what is asked for can still be changed here. */
  isEditable: boolean;
  onEdit: (edit: Edit) => void;
}

function RemoveButton({ removal, onEdit }: Pick<WishChip, "removal"> & Pick<WishChipsProps, "onEdit">) {
  if (removal === null) return null;
  const { done, name, operations } = removal;
  return (
    <button
      type="button"
      aria-label={name}
      title={name.slice(0, 300)}
      onClick={() => onEdit({ text: done, operations })}
      className="relative -my-px -me-3 grid size-9 shrink-0 place-items-center rounded-full text-muted transition-colors after:absolute after:-inset-1 hover:text-ink"
    >
      <CloseIcon />
    </button>
  );
}

/** What is asked for, each part with a button that takes it away. */
export function WishChips({ wish, isEditable, onEdit }: WishChipsProps) {
  const t = useMessages();
  return (
    <ul aria-label={t("results.looking_for")} className="flex flex-wrap gap-2">
      {wishChips(wish, t).map((chip) => (
        <li
          key={chip.key}
          className={`flex h-9 max-w-full items-center rounded-full border px-3 text-sm ${
            chip.isExclusion ? "border-line text-muted" : "border-transparent bg-sunken text-ink"
          }`}
        >
          <ChipLabel chip={chip} wish={wish} isEditable={isEditable} onEdit={onEdit} />
          {isEditable && <RemoveButton removal={chip.removal} onEdit={onEdit} />}
        </li>
      ))}
    </ul>
  );
}
