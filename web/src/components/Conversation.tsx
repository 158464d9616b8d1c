import { useCallback, useRef } from "react";
import { useOffline } from "../connection/useOffline";
import { describeStatus, isFresh, openQuestion } from "../conversation/selectors";
import type { ConversationStore } from "../conversation/store";
import { useConversation } from "../conversation/useConversation";
import { Composer } from "./Composer";
import { Header } from "./Header";
import { ProblemAlert } from "./ProblemAlert";
import { Transcript } from "./Transcript";
import { Welcome } from "./Welcome";

export interface ConversationProps {
  /** Called once: a conversation of another session is another component. */
  createStore: () => ConversationStore;
  onNewConversation: () => void;
}

/** On touch screens focus would raise the keyboard over the answer. */
function hasKeyboard(): boolean {
  return window.matchMedia("(hover: hover)").matches;
}

/** One conversation: what was said, and the box to say more. */
export function Conversation({ createStore, onNewConversation }: ConversationProps) {
  const { store, snapshot } = useConversation(createStore);
  const { conversation, connection } = snapshot;
  const isOffline = useOffline(connection);
  const input = useRef<HTMLTextAreaElement>(null);

  const say = useCallback(
    (text: string) => {
      store.say(text);
      if (hasKeyboard()) input.current?.focus();
    },
    [store],
  );
  const retry = useCallback((clientId: string) => store.retry(clientId), [store]);
  const isEmpty = isFresh(conversation, isOffline) && conversation.problem === null;

  return (
    <div className="flex min-h-dvh flex-col">
      <Header onNewConversation={isEmpty ? null : onNewConversation} />
      <main className="mx-auto flex w-full max-w-4xl flex-1 flex-col safe-x">
        {isEmpty ? (
          <Welcome onWish={say} />
        ) : (
          <Transcript conversation={conversation} onSay={say} onRetry={retry} />
        )}
        {conversation.problem !== null && (
          <div className="py-4">
            <ProblemAlert
              problem={conversation.problem}
              action={
                connection === "closed"
                  ? { label: "Start a new conversation", run: onNewConversation }
                  : null
              }
            />
          </div>
        )}
      </main>
      <Composer
        ref={input}
        isAnswer={openQuestion(conversation) !== null}
        isOffline={isOffline}
        isClosed={connection === "closed"}
        onSay={say}
      />
      <output className="sr-only">{describeStatus(conversation, isOffline)}</output>
    </div>
  );
}
