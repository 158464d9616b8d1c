import type { Connection, ConnectionOptions, ConnectionStatus } from "../connection/connection";
import { decodeFrame } from "../wire/decodeEvent";
import type { Notice, PageEvent, Product } from "../wire/model";
import type { OutboxStorage } from "./outboxStorage";
import { reduce } from "./reducer";
import { isPresent, openQuestion } from "./selectors";
import {
  type Action,
  type ConversationState,
  type Edit,
  emptyConversation,
  isAccessProblem,
  type Rating,
} from "./state";
import { unsent } from "./unsent";

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
  /** Changes the requirement by hand; kept like a message. */
  edit(edit: Edit): void;
  /** Adds the products of a further page to what a turn found. */
  showMore(turnKey: string, products: readonly Product[]): void;
  /** Ends what the server works on. */
  stop(): void;
  /** Tells the server what the person thinks of the reply of a run. */
  rate(runId: string, value: Rating["value"], reason: string | null): void;
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
  outbox: OutboxStorage;
  /** The language that the page speaks now; the server takes it where words tell none. */
  language: () => string;
  newClientId: () => string;
  /** Keeps the token that opens this conversation again. */
  keepToken: (sessionToken: string) => void;
  /** Called whenever the server has greeted: it knows by then who is asking. */
  onGreeted: () => void;
  /** Called for news that came just now; older ones stand in the inbox. */
  onNotice: (notice: Notice) => void;
  /** Runs a task soon; several events that arrive together are shown at once. */
  schedule: (task: () => void) => void;
  warn: (message: string) => void;
}

const POLICY_VIOLATION = 1008;

/** Holds one conversation and keeps it in step with the server until it is closed. */
export function createConversationStore(options: StoreOptions): ConversationStore {
  let snapshot: Snapshot = {
    conversation: emptyConversation(options.sessionId, options.outbox.load()),
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
    if (conversation.outbox !== before.outbox) options.outbox.save(conversation.outbox);
    if (conversation.resyncs > before.resyncs) {
      connection?.send({ type: "resume", last_seq: conversation.lastSeq });
    }
  }

  function flush(): void {
    for (const { frame, onSent } of unsent(snapshot.conversation, options.language())) {
      if (connection?.send(frame)) dispatch(onSent);
    }
  }

  /** Does something, and sends what there is to send. */
  function act(action: Action): void {
    dispatch(action);
    flush();
  }

  function receive(event: PageEvent): void {
    dispatch({ type: "event", event });
    if (event.type === "connected") {
      connection?.confirm();
      if (event.data.session_token) options.keepToken(event.data.session_token);
      flush();
      options.onGreeted();
    }
    if (event.type === "notice" && isPresent(snapshot.conversation, event)) options.onNotice(event.data);
    if (event.type === "reconnect") connection?.pause(event.data.after_ms);
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
    if (status !== "connecting" && status !== "open") dispatch({ type: "disconnect" });
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
      act({ type: "compose", clientId: options.newClientId(), content: { type, text } });
    },
    edit: (edit) => {
      const content = { type: "edit", ...edit } as const;
      act({ type: "compose", clientId: options.newClientId(), content });
    },
    showMore: (turnKey, products) => dispatch({ type: "more", turnKey, products }),
    stop: () => void connection?.send({ type: "cancel" }),
    rate: (runId, value, reason) => act({ type: "rate", runId, value, reason }),
    retry: (clientId) => act({ type: "retry", clientId }),
    reconnect: () => connection?.retryNow(),
    close: () => connection?.close(),
  };
}
