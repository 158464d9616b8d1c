import type { Edit } from "../conversation/state";
import type { Results } from "../wire/model";

interface CorrectionsProps extends Pick<Results, "corrections"> {
  isEditable: boolean;
  onEdit: (edit: Edit) => void;
}

/** Says that a word was corrected, and offers the search as it was written. */
export function Corrections({ corrections, isEditable, onEdit }: CorrectionsProps) {
  return corrections.map(({ original, corrected, operations }) => {
    const instead = `Search instead for “${original}”`;
    return (
      <p key={original} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 wrap-anywhere">
        <span>
          Showing results for <strong className="font-medium">{corrected}</strong>.
        </span>
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
