import type { Connection, ConnectionOptions, ConnectionStatus } from "../connection/connection";
import { decodeFrame, type Frame } from "../wire/decodeEvent";
import type { Media, Notice, PageEvent, Product } from "../wire/model";
import type { Archiving } from "./archiving";
import type { OutboxStorage } from "./outboxStorage";
import { clickFrame } from "./ratings";
import type { RatingStorage } from "./ratingStorage";
import { reduce } from "./reducer";
import { isPresent, isReplaying, openQuestion } from "./selectors";
import {
  type Action,
  type Content,
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
  /**
   * Sends a message, or the answer to an open question; kept until the log shows it. One that is
   * said instead of the last names the run of that, which the server takes back.
   */
  say(text: string, replaces?: string | null, media?: readonly Media[]): void;
  /** Changes the requirement or its order by hand; kept like a message. */
  edit(edit: Edit): void;
  /** Adds the products of a further page to what a turn found. */
  showMore(turnKey: string, products: readonly Product[]): void;
  /** Ends what the server works on. */
  stop(): void;
  /** Tells the server what the person thinks of the reply of a run. */
  rate(runId: string, value: Rating["value"], reason: string | null): void;
  /** Tells the server that the link of a product was followed; lost while nothing is connected. */
  follow(productId: string): void;
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
  ratings: RatingStorage;
  /** What is kept of the log in this browser; null where nothing is. */
  archive: Archiving | null;
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
const PING = { type: "ping" } as const;

/** What a person sends in words; what is said instead of an answer may be no answer. */
function wordsContent(
  text: string,
  replaces: string | null,
  media: readonly Media[],
  isAsked: boolean,
): Content {
  const attached = media.length === 0 ? {} : { media };
  if (replaces !== null) return { type: "message", text, replaces, ...attached };
  return { type: isAsked ? "answer" : "message", text, ...attached };
}

/** What a person sends when a change is made by hand. */
function changeContent({ text, operations, weights, isOfListing, confirmation }: Edit): Content {
  if (confirmation !== undefined) return { type: "confirm", text, confirmation };
  if (weights !== undefined) return { type: "rank", text, weights };
  return isOfListing ? { type: "edit", text, operations, isOfListing } : { type: "edit", text, operations };
}

/** While the past is replayed the page is drawn now and then only: half a second, in frames. */
const MOST_FRAMES_UNTOLD = 30;

/** The snapshot of a conversation, and whoever wants to know when it changes. */
function snapshotHolder(first: Snapshot, schedule: StoreOptions["schedule"]) {
  let snapshot = first;
  const listeners = new Set<() => void>();
  let isScheduled = false;
  let untold = 0;

  function tell(): void {
    untold += 1;
    if (isReplaying(snapshot.conversation) && untold < MOST_FRAMES_UNTOLD) return schedule(tell);
    untold = 0;
    isScheduled = false;
    for (const listener of listeners) listener();
  }

  return {
    get: () => snapshot,
    update: (change: Partial<Snapshot>): void => {
      snapshot = { ...snapshot, ...change };
      if (isScheduled) return;
      isScheduled = true;
      schedule(tell);
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Shows what is kept of a conversation; the server is asked only for what came since. */
async function restore(archive: Archiving, dispatch: (action: Action) => void): Promise<void> {
  for (const { text } of await archive.load()) {
    const frame = decodeFrame(text);
    if (frame.kind === "event") dispatch({ type: "event", event: frame.event });
    else if (frame.seq !== null) dispatch({ type: "skipped", seq: frame.seq });
  }
}

function seqOf(frame: Frame): number | null {
  return frame.kind === "event" ? frame.event.seq : frame.seq;
}

/** The answers to the pings say that the log has come, whole or not. */
function askForLog(connection: Connection | null, lastSeq: number): void {
  for (const frame of [{ type: "resume", last_seq: lastSeq }, PING, PING] as const) {
    connection?.send(frame);
  }
}

/** Holds one conversation and keeps it in step with the server until it is closed. */
export function createConversationStore(options: StoreOptions): ConversationStore {
  const { archive, outbox, ratings, sessionId } = options;
  const conversation = { ...emptyConversation(sessionId, outbox.load()), ratings: ratings.load() };
  const held = snapshotHolder({ conversation, connection: "connecting" }, options.schedule);
  let connection: Connection | null = null;
  let isOpen = false;
  const resume = () => held.get().conversation;

  function dispatch(action: Action): void {
    const before = held.get().conversation;
    const after = reduce(before, action);
    if (after === before) return;
    held.update({ conversation: after });
    if (after.outbox !== before.outbox) outbox.save(after.outbox);
    if (after.ratings !== before.ratings) ratings.save(after.ratings);
    if (after.lastSeq < before.lastSeq) archive?.forget();
    if (after.resyncs > before.resyncs) askForLog(connection, after.lastSeq);
  }

  /** Does something, and sends what there is to send. */
  function act(action: Action): void {
    dispatch(action);
    for (const { frame, onSent } of unsent(held.get().conversation, options.language())) {
      if (connection?.send(frame)) dispatch(onSent);
    }
  }

  function compose(content: Content): void {
    act({ type: "compose", clientId: options.newClientId(), content });
  }

  function receive(event: PageEvent): void {
    dispatch({ type: "event", event });
    if (event.type === "connected") {
      connection?.confirm();
      if (event.data.session_token) options.keepToken(event.data.session_token);
      // A tab that was closed meanwhile may have left something that was never sent.
      act({ type: "adopt", items: outbox.load() });
      options.onGreeted();
    }
    if (event.type === "notice" && isPresent(held.get().conversation, event)) options.onNotice(event.data);
    if (event.type === "reconnect") connection?.pause(event.data.after_ms);
    if (event.type === "ping") connection?.send({ type: "pong" });
  }

  function onFrame(data: unknown): void {
    const frame = decodeFrame(data);
    const seq = seqOf(frame);
    const isNew = seq !== null && seq > held.get().conversation.lastSeq;
    if (isNew && typeof data === "string") archive?.keep({ seq, text: data });
    if (frame.kind === "event") return receive(frame.event);
    if (frame.problem !== null) options.warn(`Ignored a malformed frame: ${frame.problem}.`);
    if (seq !== null) dispatch({ type: "skipped", seq });
  }

  function onStatus(status: ConnectionStatus): void {
    held.update({ connection: status });
    if (status !== "connecting" && status !== "open") dispatch({ type: "disconnect" });
  }

  function mayReconnect(code: number): boolean {
    const { problem } = held.get().conversation;
    const isRefused = problem !== null && isAccessProblem(problem);
    return code !== POLICY_VIOLATION || !isRefused;
  }

  function connect(): void {
    if (isOpen) connection ??= options.connect({ resume, mayReconnect, onFrame, onStatus });
  }

  function close(): void {
    isOpen = false;
    connection?.close();
    connection = null;
  }

  return {
    open: () => {
      close();
      isOpen = true;
      const isUntouched = held.get().conversation.lastSeq === 0;
      if (archive === null || !isUntouched) connect();
      else void restore(archive, dispatch).then(connect);
    },
    getSnapshot: held.get,
    subscribe: held.subscribe,
    say: (text, replaces = null, media = []) => {
      compose(wordsContent(text, replaces, media, openQuestion(resume()) !== null));
    },
    edit: (edit) => compose(changeContent(edit)),
    showMore: (turnKey, products) => dispatch({ type: "more", turnKey, products }),
    stop: () => void connection?.send({ type: "cancel" }),
    rate: (runId, value, reason) => act({ type: "rate", runId, value, reason }),
    follow: (productId) => void connection?.send(clickFrame(productId)),
    retry: (clientId) => act({ type: "retry", clientId }),
    reconnect: () => connection?.retryNow(),
    close,
  };
}
