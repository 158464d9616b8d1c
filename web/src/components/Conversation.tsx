import { useCallback, useMemo, useRef, useState } from "react";
import { useOffline } from "../connection/useOffline";
import { JobsContext } from "../conversation/JobsContext";
import { canStop, describeStatus, isFresh, openQuestion } from "../conversation/selectors";
import type { ConversationStore } from "../conversation/store";
import { useConversation } from "../conversation/useConversation";
import { useFollowedLinks } from "../conversation/useFollowedLinks";
import type { Api } from "../http/api";
import { useApi } from "../http/ApiContext";
import { useInboxStore } from "../inbox/InboxContext";
import type { InboxStore } from "../inbox/store";
import type { Command } from "../keyboard/keys";
import { useKeys } from "../keyboard/useKeys";
import { useCapabilities } from "../media/MediaContext";
import { useMessages } from "../messages/MessagesContext";
import { type Shell, ShellContext } from "../shell/ShellContext";
import { useKeyboardRoom } from "../shell/useKeyboardRoom";
import { useShellOf } from "../shell/useShellOf";
import { draftOf } from "../storage/drafts";
import { useAnnouncement } from "../status/StatusContext";
import type { PageStorage } from "../storage/pageStorage";
import type { Media } from "../wire/model";
import { Composer } from "./Composer";
import { Header } from "./Header";
import { InboxDialog } from "./InboxDialog";
import { KeyHelp } from "./KeyHelp";
import { NewsToast } from "./NewsToast";
import { Panels } from "./Panels";
import { ProblemAlert } from "./ProblemAlert";
import { Transcript } from "./Transcript";
import { Welcome } from "./Welcome";

export interface ConversationProps {
  sessionId: string;
  storage: PageStorage;
  /** Called once: a conversation of another session is another component. */
  createStore: () => ConversationStore;
  onNewConversation: () => void;
  onOpenSession: (sessionId: string) => void;
  /** Forgets what this browser keeps of a conversation. */
  onForgetSession: (sessionId: string) => void;
}

/** On touch screens focus would raise the keyboard over the answer. */
function hasKeyboard(): boolean {
  return window.matchMedia("(hover: hover)").matches;
}

/** What the buttons and the keys of the page do. */
function useActions(store: ConversationStore, api: Api, inbox: InboxStore) {
  const news = useRef<HTMLDialogElement>(null);
  const [isNewsWanted, setIsNewsWanted] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const help = useRef<HTMLDialogElement>(null);
  const actions = useMemo(() => {
    const write = () => {
      if (hasKeyboard()) input.current?.focus();
    };
    return {
      say: (text: string, replaces: string | null = null, media: readonly Media[] = []) => {
        store.say(text, replaces, media);
        write();
      },
      answer: (text: string) => {
        store.say(text);
        write();
      },
      stop: () => {
        store.stop();
        write();
      },
      edit: store.edit,
      rate: store.rate,
      retry: store.retry,
      more: async (turnKey: string, page: number) => {
        const { sessionId } = store.getSnapshot().conversation;
        store.showMore(turnKey, await api.resultsPage(sessionId, page));
      },
      showNews: () => {
        setIsNewsWanted(true);
        news.current?.showModal();
        void inbox.open();
      },
      showHelp: () => help.current?.showModal(),
    };
  }, [api, inbox, store]);
  return { input, help, news, isNewsWanted, actions };
}

/** What the keys of the page do; answers whether there was anything to do. */
function useCommand(store: ConversationStore, shell: Shell): (name: Command) => boolean {
  return useCallback(
    (name) => {
      if (name === "stop" && !canStop(store.getSnapshot().conversation)) return false;
      const does = {
        stop: shell.stop,
        help: shell.showKeys,
        palette: () => shell.show({ kind: "palette" }),
        write: shell.write,
      };
      does[name]();
      return true;
    },
    [shell, store],
  );
}

/** One conversation: what was said, and the box to say more. */
export function Conversation(props: ConversationProps) {
  const { sessionId, storage, createStore, onNewConversation, onOpenSession, onForgetSession } = props;
  const t = useMessages();
  const { store, snapshot } = useConversation(createStore);
  const { conversation, connection } = snapshot;
  const can = useActions(store, useApi(), useInboxStore());
  const { input, help, news, actions } = can;
  const draft = useMemo(() => draftOf(storage, sessionId), [storage, sessionId]);
  const { shell, panel, closePanel, rewrites, rewriting, stopRewriting } = useShellOf({
    sessionId,
    storage,
    store,
    draft,
    input,
    openSession: onOpenSession,
    newConversation: onNewConversation,
    forgetSession: onForgetSession,
    showNews: actions.showNews,
    showKeys: actions.showHelp,
  });
  const capabilities = useCapabilities(conversation.isGreeted);
  useFollowedLinks(store.follow);
  useKeyboardRoom();
  const keys = useKeys(storage, useCommand(store, shell));
  const isOffline = useOffline(connection);
  useAnnouncement(describeStatus(conversation, isOffline, t));
  const isEmpty = isFresh(conversation, isOffline) && conversation.problem === null;
  const restart = { label: t("conversation.restart"), run: onNewConversation };

  return (
    <ShellContext value={shell}>
      <div className="flex min-h-dvh flex-col pb-(--covered,0px)">
        <Header
          onNewConversation={isEmpty ? null : onNewConversation}
          onKeyHelp={actions.showHelp}
          onNews={actions.showNews}
          onHistory={() => shell.show({ kind: "history" })}
          onSaved={() => shell.show({ kind: "saved" })}
          onListings={() => shell.show({ kind: "listings", jobId: null })}
        />
        <NewsToast onOpen={actions.showNews} />
        <main className="mx-auto flex w-full max-w-4xl flex-1 flex-col safe-x">
          {isEmpty ? (
            <Welcome onWish={(words) => actions.say(words)} />
          ) : (
            <Transcript
              conversation={conversation}
              isOffline={isOffline}
              onSay={actions.answer}
              onEdit={actions.edit}
              onRate={actions.rate}
              onRetry={actions.retry}
              onMore={actions.more}
            />
          )}
          {conversation.problem !== null && (
            <div className="py-4">
              <ProblemAlert
                problem={conversation.problem}
                action={connection === "closed" ? restart : null}
              />
            </div>
          )}
        </main>
        <Composer
          key={rewrites}
          ref={input}
          draft={draft}
          isAnswer={rewriting === null && openQuestion(conversation) !== null}
          onKeep={rewriting === null ? null : stopRewriting}
          isOffline={isOffline}
          isClosed={connection === "closed"}
          canStop={canStop(conversation)}
          capabilities={capabilities}
          onSay={(text, media) => {
            actions.say(text, rewriting, media);
            stopRewriting();
          }}
          onStop={actions.stop}
        />
        <InboxDialog ref={news} isWanted={can.isNewsWanted} />
        <KeyHelp ref={help} isOn={keys.isOn} onSwitch={keys.switchTo} />
        <JobsContext value={conversation.jobs}>
          <Panels panel={panel} onClose={closePanel} />
        </JobsContext>
      </div>
    </ShellContext>
  );
}
