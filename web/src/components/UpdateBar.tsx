import { useSyncExternalStore } from "react";
import { useMessages } from "../messages/MessagesContext";
import { useAnnouncement } from "../status/StatusContext";
import type { VersionWatch } from "../version/versionWatch";

/** Says that the server has a newer page; nothing is lost by going over to it. */
export function UpdateBar({ version }: { version: VersionWatch }) {
  const t = useMessages();
  const isOutdated = useSyncExternalStore(version.subscribe, version.getSnapshot);
  useAnnouncement(isOutdated ? t("page.new_version_there") : null);
  if (!isOutdated) return null;
  return (
    <section
      aria-label={t("page.new_version")}
      className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-tint px-4 py-2 text-sm"
    >
      {t("page.new_version_there")}
      <button type="button" className="button-quiet" onClick={() => window.location.reload()}>
        {t("page.reload")}
      </button>
    </section>
  );
}
