import { useSyncExternalStore } from "react";
import type { VersionWatch } from "../version/versionWatch";

/** Says that the server has a newer page; nothing is lost by going over to it. */
export function UpdateBar({ version }: { version: VersionWatch }) {
  const isOutdated = useSyncExternalStore(version.subscribe, version.getSnapshot);
  return (
    <output aria-label="New version" className="block">
      {isOutdated && (
        <span className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-tint px-4 py-2 text-sm">
          There is a new version of this page. What you wrote is kept.
          <button type="button" className="button-quiet" onClick={() => window.location.reload()}>
            Reload
          </button>
        </span>
      )}
    </output>
  );
}
