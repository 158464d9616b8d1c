import { type ReactNode, useEffect, useId, useRef } from "react";
import { useMessages } from "../messages/MessagesContext";
import { useStatus } from "../status/StatusContext";
import { CloseIcon } from "./icons";

export interface DrawerProps {
  title: string;
  /** The edge it stands at, as one reads. */
  side: "start" | "end";
  /** Called once it is closed, by whatever means. */
  onClose: () => void;
  children: ReactNode;
}

const EDGES = {
  start: "ms-0 me-auto sm:border-e",
  end: "ms-auto me-0 sm:border-s",
} as const;

/** Closes the dialog around an element; the keyboard goes back to what opened it. */
export function closeDialogAround(element: Element): void {
  element.closest("dialog")?.close();
}

/** A sheet over an edge of the page, as high as the screen; open for as long as it is there. */
export function Drawer({ title, side, onClose, children }: DrawerProps) {
  const t = useMessages();
  const id = useId();
  const status = useStatus();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opened = dialog.current;
    if (opened === null) return;
    if (!opened.open) opened.showModal();
    return status.enter(opened);
  }, [status]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className={`my-0 h-dvh max-h-none w-[min(30rem,100vw)] max-w-none border-line bg-surface text-ink shadow-lg backdrop:bg-black/40 ${EDGES[side]}`}
    >
      <div className="sticky top-0 z-2 flex items-center justify-between gap-3 border-b border-line bg-surface ps-4 pe-2 pt-[env(safe-area-inset-top)]">
        <h2 id={id} className="line-clamp-2 py-3 font-display text-xl font-semibold tracking-tight">
          {title}
        </h2>
        <form method="dialog">
          <button
            type="submit"
            aria-label={t("page.close")}
            title={t("page.close")}
            className="grid size-11 place-items-center rounded-full text-muted hover:text-ink"
          >
            <CloseIcon />
          </button>
        </form>
      </div>
      <div className="flex flex-col gap-4 px-4 py-4 pb-[max(1.5rem,env(safe-area-inset-bottom))]">
        {children}
      </div>
    </dialog>
  );
}
