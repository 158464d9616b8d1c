import type { Edit } from "../conversation/state";
import { useMessages } from "../messages/MessagesContext";
import type { Results } from "../wire/model";

interface CorrectionsProps extends Pick<Results, "corrections"> {
  isEditable: boolean;
  onEdit: (edit: Edit) => void;
}

/** Says that a word was corrected, and offers the search as it was written. */
export function Corrections({ corrections, isEditable, onEdit }: CorrectionsProps) {
  const t = useMessages();
  return corrections.map(({ original, corrected, operations }) => {
    const instead = t("results.instead", { words: original });
    return (
      <p key={original} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 wrap-anywhere">
        <span>{t.rich("results.corrected", { words: corrected })}</span>
        {isEditable && (
          <button
            type="button"
            className="button-quiet"
            onClick={() => onEdit({ text: instead, operations })}
          >
            {instead}
          </button>
        )}
      </p>
    );
  });
}
