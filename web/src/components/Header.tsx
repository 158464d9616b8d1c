import favicon from "../assets/favicon.svg";
import { PlusIcon } from "./icons";

export interface HeaderProps {
  /** Null while the conversation is new already. */
  onNewConversation: (() => void) | null;
}

/** The name of the place and the way to begin again. */
export function Header({ onNewConversation }: HeaderProps) {
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-paper pt-[env(safe-area-inset-top)]">
      <div className="mx-auto flex h-14 w-full max-w-4xl items-center justify-between safe-x">
        <h1 className="flex items-center gap-2.5 font-display text-xl font-semibold tracking-tight">
          <img src={favicon} alt="" className="size-7" />
          TalknShop
        </h1>
        {onNewConversation !== null && (
          <button type="button" className="button-quiet" onClick={onNewConversation}>
            <PlusIcon />
            <span>
              New<span className="max-sm:sr-only"> conversation</span>
            </span>
          </button>
        )}
      </div>
    </header>
  );
}
