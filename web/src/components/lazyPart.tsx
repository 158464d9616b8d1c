import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import { useMessages } from "../messages/MessagesContext";

function Missing() {
  const t = useMessages();
  return (
    <p
      role="alert"
      className="fixed inset-x-4 bottom-28 z-20 mx-auto max-w-md rounded-2xl bg-alert-tint px-4 py-3 text-alert shadow-lg"
    >
      {t("page.missing_part")}
    </p>
  );
}

/** A part of the page that is fetched when it is wanted; where it cannot be had, it says so. */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => ({ default: await load().catch((): ComponentType<Props> => Missing) }));
}
