import { useState } from "react";
import { Conversation } from "./components/Conversation";
import type { Socket } from "./connection/connection";
import { createConversation } from "./conversation/createConversation";
import { visitorId } from "./identity/identity";
import { useSession } from "./identity/useSession";

export interface AppProps {
  openSocket: (address: string) => Socket;
}

/** The whole page: one conversation at a time, chosen by the address. */
export function App({ openSocket }: AppProps) {
  const [userId] = useState(() => visitorId(localStorage));
  const { sessionId, startSession } = useSession();
  const page = window.location;
  return (
    <Conversation
      key={sessionId}
      createStore={() => createConversation({ userId, sessionId, page, openSocket })}
      onNewConversation={startSession}
    />
  );
}
