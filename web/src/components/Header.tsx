import type { ReactNode } from "react";
import favicon from "../assets/favicon.svg";
import { useMessages } from "../messages/MessagesContext";
import { KeyboardIcon, PlusIcon } from "./icons";
import { LanguageSelect } from "./LanguageSelect";
import { NewsButton } from "./NewsButton";
import { BookmarkIcon, HistoryIcon, TagIcon } from "./panelIcons";

export interface HeaderProps {
  /** Null while the conversation is new already. */
  onNewConversation: (() => void) | null;
  onKeyHelp: () => void;
  onNews: () => void;
  onHistory: () => void;
  onSaved: () => void;
  onListings: () => void;
}

interface HeaderButtonProps {
  name: string;
  onPress: () => void;
  /** Whether it is there only where there is room; elsewhere the list of conversations has it. */
  isWide?: boolean;
  children: ReactNode;
}

function HeaderButton({ name, onPress, isWide = false, children }: HeaderButtonProps) {
  return (
    <button
      type="button"
      aria-label={name}
      aria-haspopup="dialog"
      title={name}
      className={`grid size-11 shrink-0 place-items-center rounded-full text-muted transition-colors first:-ms-3 hover:text-ink ${isWide ? "max-sm:hidden" : ""}`}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

/** The name of the place and the way to begin again; where there is a keyboard, its keys. */
export function Header(props: HeaderProps) {
  const { onNewConversation, onKeyHelp, onNews, onHistory, onListings, onSaved } = props;
  const t = useMessages();
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-paper pt-[env(safe-area-inset-top)]">
      <div className="mx-auto flex h-14 w-full max-w-4xl items-center gap-1 safe-x">
        <HeaderButton name={t("history.title")} onPress={onHistory}>
          <HistoryIcon />
        </HeaderButton>
        <h1 className="me-auto flex items-center gap-2.5 font-display text-xl font-semibold tracking-tight">
          <img src={favicon} alt="" className="size-7" />
          {"TalknShop"}
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
          <HeaderButton name={t("saved.title")} onPress={onSaved}>
            <BookmarkIcon />
          </HeaderButton>
          <HeaderButton name={t("listings.title")} onPress={onListings} isWide>
            <TagIcon />
          </HeaderButton>
          <NewsButton onOpen={onNews} />
          {onNewConversation !== null && (
            <button type="button" className="button-quiet max-sm:size-11 max-sm:px-0" onClick={onNewConversation}>
              <PlusIcon />
              <span className="max-sm:sr-only">{t.rich("header.new_conversation")}</span>
            </button>
          )}
        </div>
      </div>
    </header>
  );
}
