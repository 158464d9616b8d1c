import type { Connection, ConnectionOptions, ConnectionStatus } from "../connection/connection";
import { decodeFrame } from "../wire/decodeEvent";
import type { PageEvent } from "../wire/model";
import { reduce } from "./reducer";
import { openQuestion } from "./selectors";
import { type Action, type ConversationState, emptyConversation, isAccessProblem } from "./state";

export interface Snapshot {
  conversation: ConversationState;
  connection: ConnectionStatus;
}

export interface ConversationStore {
  /** Connects to the server; after `close` it goes on where it was. */
  open(): void;
  getSnapshot(): Snapshot;
  subscribe(listener: () => void): () => void;
  /** Sends a message, or the answer to an open question; kept until the log shows it. */
  say(text: string): void;
  /** Sends a refused message once more. */
  retry(clientId: string): void;
  /** Connects at once, if it is waiting to. */
  reconnect(): void;
  close(): void;
}

export interface StoreOptions {
  sessionId: string;
  connect: (
    options: Pick<ConnectionOptions, "mayReconnect" | "onFrame" | "onStatus"> & {
      resume: () => { sessionId: string; lastSeq: number };
    },
  ) => Connection;
  newClientId: () => string;
  /** Runs a task soon; several events that arrive together are shown at once. */
  schedule: (task: () => void) => void;
  warn: (message: string) => void;
}

const POLICY_VIOLATION = 1008;

/** Holds one conversation and keeps it in step with the server until it is closed. */
export function createConversationStore(options: StoreOptions): ConversationStore {
  let snapshot: Snapshot = {
    conversation: emptyConversation(options.sessionId),
    connection: "connecting",
  };
  const listeners = new Set<() => void>();
  let isScheduled = false;
  let connection: Connection | null = null;

  function update(change: Partial<Snapshot>): void {
    snapshot = { ...snapshot, ...change };
    if (isScheduled) return;
    isScheduled = true;
    options.schedule(() => {
      isScheduled = false;
      for (const listener of listeners) listener();
    });
  }

  function dispatch(action: Action): void {
    const before = snapshot.conversation;
    const conversation = reduce(before, action);
    if (conversation === before) return;
    update({ conversation });
    if (conversation.resyncs > before.resyncs) {
      connection?.send({ type: "resume", last_seq: conversation.lastSeq });
    }
  }

  function flush(): void {
    if (!snapshot.conversation.isGreeted) return;
    for (const item of snapshot.conversation.outbox) {
      if (item.delivery === "sent" || item.problem !== null) continue;
      const frame = { type: item.type, message: item.text, client_id: item.clientId };
      if (connection?.send(frame)) dispatch({ type: "deliver", clientId: item.clientId });
    }
  }

  function receive(event: PageEvent): void {
    dispatch({ type: "event", event });
    if (event.type === "connected") {
      connection?.confirm();
      flush();
    }
    if (event.type === "ping") connection?.send({ type: "pong" });
  }

  function onFrame(data: unknown): void {
    const frame = decodeFrame(data);
    if (frame.kind === "event") return receive(frame.event);
    if (frame.problem !== null) options.warn(`Ignored a malformed frame: ${frame.problem}.`);
    if (frame.seq !== null) dispatch({ type: "skipped", seq: frame.seq });
  }

  function onStatus(status: ConnectionStatus): void {
    update({ connection: status });
    if (status === "waiting" || status === "closed") dispatch({ type: "disconnect" });
  }

  function mayReconnect(code: number): boolean {
    const problem = snapshot.conversation.problem;
    const isRefused = problem !== null && isAccessProblem(problem);
    return code !== POLICY_VIOLATION || !isRefused;
  }

  const resume = () => snapshot.conversation;

  return {
    open: () => {
      connection?.close();
      connection = options.connect({ resume, mayReconnect, onFrame, onStatus });
    },
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    say: (text) => {
      const type = openQuestion(snapshot.conversation) === null ? "message" : "answer";
      dispatch({ type: "compose", message: { clientId: options.newClientId(), type, text } });
      flush();
    },
    retry: (clientId) => {
      dispatch({ type: "retry", clientId });
      flush();
    },
    reconnect: () => connection?.retryNow(),
    close: () => connection?.close(),
  };
}
