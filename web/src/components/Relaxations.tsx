import type { Edit } from "../conversation/state";
import { relaxationLabel } from "../format/relaxation";
import { useMessages } from "../messages/MessagesContext";
import type { Results, Wish } from "../wire/model";

interface RelaxationsProps extends Pick<Results, "relaxations"> {
  wish: Wish | null;
  onEdit: (edit: Edit) => void;
}

/** What could be given up, each with what that brings; nothing when there is no such thing. */
export function Relaxations({ relaxations, wish, onEdit }: RelaxationsProps) {
  const t = useMessages();
  if (relaxations.length === 0) return null;
  return (
    <ul aria-label={t("results.more_ways")} className="flex flex-wrap gap-2.5">
      {relaxations.map((relaxation, index) => {
        const text = relaxationLabel(relaxation, wish, t);
        const { operations } = relaxation;
        return (
          <li key={`${index} ${relaxation.label}`}>
            <button
              type="button"
              className="button-quiet"
              onClick={() => onEdit({ text, operations })}
            >
              {text}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
