import { Suspense } from "react";
import { useMessages } from "../messages/MessagesContext";
import type { ComparisonTableProps } from "./ComparisonTable";
import { lazyPart } from "./lazyPart";

const ComparisonTable = lazyPart(async () => (await import("./ComparisonTable")).ComparisonTable);

/** The table of a comparison, fetched when there is the first one to show. */
export function ComparisonView(props: ComparisonTableProps) {
  const t = useMessages();
  return (
    <Suspense fallback={<p className="text-sm text-muted">{t("comparison.loading")}</p>}>
      <ComparisonTable {...props} />
    </Suspense>
  );
}
