import { Suspense } from "react";
import type { ComparisonTableProps } from "./ComparisonTable";
import { lazyPart } from "./lazyPart";

const ComparisonTable = lazyPart(async () => (await import("./ComparisonTable")).ComparisonTable);

/** The table of a comparison, fetched when there is the first one to show. */
export function ComparisonView(props: ComparisonTableProps) {
  return (
    <Suspense fallback={<p className="text-sm text-muted">Putting them side by side…</p>}>
      <ComparisonTable {...props} />
    </Suspense>
  );
}
