import { useMessages } from "../messages/MessagesContext";

/** Says of what is for demonstration only that it is. */
export function SimulatedMark() {
  const t = useMessages();
  return (
    <span
      title={t("product.simulated_meaning")}
      className="inline-block shrink-0 rounded-full border border-line px-1.5 text-xs whitespace-nowrap text-muted"
    >
      {t("product.simulated")}
    </span>
  );
}
