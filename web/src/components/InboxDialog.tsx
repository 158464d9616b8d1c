import { type RefObject, Suspense, useId } from "react";
import { useMessages } from "../messages/MessagesContext";
import { CloseIcon } from "./icons";
import { lazyPart } from "./lazyPart";

const InboxPanel = lazyPart(async () => (await import("./InboxPanel")).InboxPanel);

export interface InboxDialogProps {
  ref: RefObject<HTMLDialogElement | null>;
  /** Whether it was opened ever: only then is there anything to draw in it. */
  isWanted: boolean;
}

/** The inbox, beside the conversation. */
export function InboxDialog({ ref, isWanted }: InboxDialogProps) {
  const t = useMessages();
  const id = useId();
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      className="me-0 ms-auto h-dvh max-h-none w-[min(28rem,100vw)] max-w-none border-line sm:border-s bg-surface text-ink shadow-lg backdrop:bg-black/40"
    >
      <div className="sticky top-0 z-2 flex items-center justify-between border-b border-line bg-surface px-4 pt-[env(safe-area-inset-top)]">
        <h2 id={id} className="py-3 font-display text-xl font-semibold tracking-tight">
          {t("news.title")}
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
      {isWanted && (
        <Suspense fallback={<p className="p-4 text-muted">{t("news.loading")}</p>}>
          <InboxPanel />
        </Suspense>
      )}
    </dialog>
  );
}
