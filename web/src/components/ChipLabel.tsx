import { Suspense, useState } from "react";
import type { Edit } from "../conversation/state";
import type { WishChip } from "../format/wish";
import { wishFields } from "../format/wishEdits";
import { useMessages } from "../messages/MessagesContext";
import type { Wish } from "../wire/model";
import { lazyPart } from "./lazyPart";

const ChipEditor = lazyPart(async () => (await import("./ChipEditor")).ChipEditor);

export interface ChipLabelProps {
  chip: WishChip;
  wish: Wish;
  isEditable: boolean;
  onEdit: (edit: Edit) => void;
}

/** The words of a chip; where they can be changed, the button that does. */
export function ChipLabel({ chip, wish, isEditable, onEdit }: ChipLabelProps) {
  const t = useMessages();
  const [isChanging, setIsChanging] = useState(false);
  const fields = isEditable ? wishFields(chip, wish, t) : [];
  if (fields.length === 0) return <span className="truncate">{chip.label}</span>;
  return (
    <>
      <button
        type="button"
        title={t("wish.change")}
        aria-haspopup="dialog"
        className="relative h-9 truncate decoration-dotted underline-offset-4 after:absolute after:-inset-y-1 after:inset-x-0 hover:underline"
        onClick={() => setIsChanging(true)}
      >
        {t.rich("wish.change_this", { label: chip.label })}
      </button>
      {isChanging && (
        <Suspense fallback={null}>
          <ChipEditor
            label={chip.label}
            fields={fields}
            onEdit={onEdit}
            onClose={() => setIsChanging(false)}
          />
        </Suspense>
      )}
    </>
  );
}
