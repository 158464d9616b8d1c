import { orderLabels } from "../format/order";
import { useMessages } from "../messages/MessagesContext";
import type { Results } from "../wire/model";

/** What counts more or less than usual in the order of the products, once a person has said so. */
export function OrderNote({ criteria }: Pick<Results, "criteria">) {
  const t = useMessages();
  const labels = orderLabels(criteria, t);
  if (labels.length === 0) return null;
  return (
    <ul aria-label={t("order.name")} className="flex flex-wrap gap-2">
      {labels.map((label) => (
        <li key={label} className="flex h-9 items-center rounded-full border border-line px-3 text-sm text-muted">
          {label}
        </li>
      ))}
    </ul>
  );
}
