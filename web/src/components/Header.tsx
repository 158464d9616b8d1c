import favicon from "../assets/favicon.svg";
import { useMessages } from "../messages/MessagesContext";
import { KeyboardIcon, PlusIcon } from "./icons";
import { LanguageSelect } from "./LanguageSelect";
import { NewsButton } from "./NewsButton";

export interface HeaderProps {
  /** Null while the conversation is new already. */
  onNewConversation: (() => void) | null;
  onKeyHelp: () => void;
  onNews: () => void;
}

/** The name of the place and the way to begin again; where there is a keyboard, its keys. */
export function Header({ onNewConversation, onKeyHelp, onNews }: HeaderProps) {
  const t = useMessages();
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-paper pt-[env(safe-area-inset-top)]">
      <div className="mx-auto flex h-14 w-full max-w-4xl items-center justify-between safe-x">
        <h1 className="flex items-center gap-2.5 font-display text-xl font-semibold tracking-tight">
          <img src={favicon} alt="" className="size-7" />
          TalknShop
        </h1>
        <div className="flex items-center gap-1">
          <button
            type="button"
            aria-label={t("header.keys")}
            title={t("header.keys")}
            className="hidden size-11 place-items-center rounded-full text-muted transition-colors hover:text-ink sm:pointer-fine:grid"
            onClick={onKeyHelp}
          >
            <KeyboardIcon />
          </button>
          <LanguageSelect />
          <NewsButton onOpen={onNews} />
          {onNewConversation !== null && (
            <button type="button" className="button-quiet" onClick={onNewConversation}>
              <PlusIcon />
              <span>{t.rich("header.new_conversation")}</span>
            </button>
          )}
        </div>
      </div>
    </header>
  );
}
