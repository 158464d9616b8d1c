import { Suspense } from "react";
import type { Panel } from "../shell/ShellContext";
import { lazyPart } from "./lazyPart";

const CommandPalette = lazyPart(async () => (await import("./CommandPalette")).CommandPalette);
const DocumentPanel = lazyPart(async () => (await import("./documents/DocumentPanel")).DocumentPanel);
const DocumentsPanel = lazyPart(async () => (await import("./documents/DocumentsPanel")).DocumentsPanel);
const HistoryPanel = lazyPart(async () => (await import("./HistoryPanel")).HistoryPanel);
const ListingsPanel = lazyPart(async () => (await import("./selling/ListingsPanel")).ListingsPanel);
const ProductPanel = lazyPart(async () => (await import("./ProductPanel")).ProductPanel);
const SavedPanel = lazyPart(async () => (await import("./SavedPanel")).SavedPanel);

export interface PanelsProps {
  panel: Panel | null;
  onClose: (closed: Panel) => void;
}

function Shown({ panel, onClose }: { panel: Panel; onClose: () => void }) {
  switch (panel.kind) {
    case "history":
      return <HistoryPanel onClose={onClose} />;
    case "saved":
      return <SavedPanel onClose={onClose} />;
    case "palette":
      return <CommandPalette onClose={onClose} />;
    case "listings":
      return <ListingsPanel jobId={panel.jobId} consent={panel.consent ?? null} onClose={onClose} />;
    case "documents":
      return <DocumentsPanel onClose={onClose} />;
    case "document":
      return <DocumentPanel place={panel.place} onClose={onClose} />;
    case "product":
      return <ProductPanel product={panel.product} onClose={onClose} />;
  }
}

/** What stands beside or above the conversation; fetched when it is wanted for the first time. */
export function Panels({ panel, onClose }: PanelsProps) {
  if (panel === null) return null;
  return (
    <Suspense fallback={null}>
      <Shown panel={panel} onClose={() => onClose(panel)} />
    </Suspense>
  );
}
