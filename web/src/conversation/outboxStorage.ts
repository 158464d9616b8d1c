import type { PageStorage } from "../storage/pageStorage";
import { decodeOperations } from "../wire/decodeOperations";
import { asChoice, asCount, asFields, asList, asWords } from "../wire/fields";
import type { Content, Outgoing } from "./state";

const OUTBOX_KEY = "talknshop.outbox.";

/** Keeps what is on its way, so that leaving the page loses nothing. */
export interface OutboxStorage {
  load(): Outgoing[];
  save(outbox: readonly Outgoing[]): void;
}

function decodeContent(fields: Readonly<Record<string, unknown>>): Content | null {
  const text = asWords(fields["text"]);
  const type = asChoice(fields["type"], ["message", "answer", "edit"] as const);
  if (text === null || type === null) return null;
  if (type !== "edit") return { type, text };
  const operations = decodeOperations(fields["operations"]);
  return operations === null ? null : { type, text, operations };
}

/** Reads one item; it is sent again, whatever became of it before. */
function decodeOutgoing(value: unknown): Outgoing | null {
  const fields = asFields(value) ?? {};
  const clientId = asWords(fields["clientId"]);
  const content = decodeContent(fields);
  if (clientId === null || content === null) return null;
  const afterSeq = asCount(fields["afterSeq"]) ?? 0;
  return { ...content, clientId, afterSeq, delivery: "waiting", problem: null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The outbox of one conversation in the page's storage. */
export function outboxStorage(storage: PageStorage, sessionId: string): OutboxStorage {
  const key = OUTBOX_KEY + sessionId;
  return {
    load: () => asList(parse(storage.get(key) ?? "[]"), decodeOutgoing),
    save: (outbox) => {
      if (outbox.length === 0) storage.remove(key);
      else storage.set(key, JSON.stringify(outbox));
    },
  };
}
