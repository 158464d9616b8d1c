import { useCallback, useMemo, useRef } from "react";
import { useOffline } from "../connection/useOffline";
import { canStop, describeStatus, isFresh, openQuestion } from "../conversation/selectors";
import type { ConversationStore } from "../conversation/store";
import { useConversation } from "../conversation/useConversation";
import type { Command } from "../keyboard/keys";
import { useKeys } from "../keyboard/useKeys";
import { draftOf } from "../storage/drafts";
import type { PageStorage } from "../storage/pageStorage";
import { Composer } from "./Composer";
import { Header } from "./Header";
import { KeyHelp } from "./KeyHelp";
import { ProblemAlert } from "./ProblemAlert";
import { Transcript } from "./Transcript";
import { Welcome } from "./Welcome";

export interface ConversationProps {
  sessionId: string;
  storage: PageStorage;
  /** Called once: a conversation of another session is another component. */
  createStore: () => ConversationStore;
  onNewConversation: () => void;
}

/** On touch screens focus would raise the keyboard over the answer. */
function hasKeyboard(): boolean {
  return window.matchMedia("(hover: hover)").matches;
}

/** What the buttons and the keys of the page do. */
function useActions(store: ConversationStore) {
  const input = useRef<HTMLTextAreaElement>(null);
  const help = useRef<HTMLDialogElement>(null);
  const actions = useMemo(() => {
    const write = () => {
      if (hasKeyboard()) input.current?.focus();
    };
    return {
      say: (text: string) => {
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
      showHelp: () => help.current?.showModal(),
    };
  }, [store]);
  const command = useCallback(
    (name: Command): boolean => {
      if (name === "stop" && !canStop(store.getSnapshot().conversation)) return false;
      if (name === "stop") store.stop();
      else if (name === "help") actions.showHelp();
      else input.current?.focus();
      return true;
    },
    [actions, store],
  );
  return { input, help, actions, command };
}

/** One conversation: what was said, and the box to say more. */
export function Conversation(props: ConversationProps) {
  const { sessionId, storage, createStore, onNewConversation } = props;
  const { store, snapshot } = useConversation(createStore);
  const { conversation, connection } = snapshot;
  const { input, help, actions, command } = useActions(store);
  const keys = useKeys(storage, command);
  const isOffline = useOffline(connection);
  const isEmpty = isFresh(conversation, isOffline) && conversation.problem === null;
  const restart = { label: "Start a new conversation", run: onNewConversation };

  return (
    <div className="flex min-h-dvh flex-col">
      <Header
        onNewConversation={isEmpty ? null : onNewConversation}
        onKeyHelp={actions.showHelp}
      />
      <main className="mx-auto flex w-full max-w-4xl flex-1 flex-col safe-x">
        {isEmpty ? (
          <Welcome onWish={actions.say} />
        ) : (
          <Transcript
            conversation={conversation}
            isOffline={isOffline}
            onSay={actions.say}
            onEdit={actions.edit}
            onRate={actions.rate}
            onRetry={actions.retry}
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
        ref={input}
        draft={draftOf(storage, sessionId)}
        isAnswer={openQuestion(conversation) !== null}
        isOffline={isOffline}
        isClosed={connection === "closed"}
        canStop={canStop(conversation)}
        onSay={actions.say}
        onStop={actions.stop}
      />
      <output className="sr-only">{describeStatus(conversation, isOffline)}</output>
      <KeyHelp ref={help} isOn={keys.isOn} onSwitch={keys.switchTo} />
    </div>
  );
}
