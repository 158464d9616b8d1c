import type { Edit } from "../conversation/state";
import type { Results } from "../wire/model";

interface RelaxationsProps extends Pick<Results, "relaxations"> {
  onEdit: (edit: Edit) => void;
}

/** What could be given up, each with what that brings; nothing when there is no such thing. */
export function Relaxations({ relaxations, onEdit }: RelaxationsProps) {
  if (relaxations.length === 0) return null;
  return (
    <ul aria-label="Ways to see more" className="flex flex-wrap gap-2.5">
      {relaxations.map(({ label, operations }, index) => (
        <li key={`${index} ${label}`}>
          <button
            type="button"
            className="button-quiet"
            onClick={() => onEdit({ text: label, operations })}
          >
            {label}
          </button>
        </li>
      ))}
    </ul>
  );
}
