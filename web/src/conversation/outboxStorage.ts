import type { PageStorage } from "../storage/pageStorage";
import { decodeMedia } from "../wire/decodeMedia";
import { decodeOperations } from "../wire/decodeOperations";
import { decodeWeights } from "../wire/decodeWeights";
import type { Media } from "../wire/model";
import { asChoice, asCount, asFields, asList, asWords } from "../wire/fields";
import type { Confirmation, Content, Outgoing } from "./state";

const OUTBOX_KEY = "talknshop.outbox.";

/** Keeps what is on its way, so that leaving the page loses nothing. */
export interface OutboxStorage {
  /** What is kept, also what another tab of the conversation was about to send. */
  load(): Outgoing[];
  /** Keeps these; of what it gave out or kept before, the others are forgotten. */
  save(outbox: readonly Outgoing[]): void;
}

type Fields = Readonly<Record<string, unknown>>;

/** What goes with words: the run they are said instead of, and files. */
function decodeBeside(fields: Fields, media: readonly Media[]): { replaces?: string; media?: readonly Media[] } {
  const replaces = asWords(fields["replaces"]);
  return { ...(replaces === null ? {} : { replaces }), ...(media.length === 0 ? {} : { media }) };
}

function decodeConfirmation(value: unknown): Confirmation | null {
  const fields = asFields(value) ?? {};
  const previewId = asWords(fields["previewId"]);
  const decision = asChoice(fields["decision"], ["yes", "no"] as const);
  return previewId === null || decision === null ? null : { previewId, decision };
}

/** What was done by hand. */
function decodeAct(fields: Fields, type: "edit" | "rank" | "confirm", text: string): Content | null {
  if (type === "rank") {
    const weights = decodeWeights(fields["weights"]);
    return weights === null ? null : { type, text, weights };
  }
  if (type === "confirm") {
    const confirmation = decodeConfirmation(fields["confirmation"]);
    return confirmation === null ? null : { type, text, confirmation };
  }
  const operations = decodeOperations(fields["operations"]);
  if (operations === null) return null;
  const isOfListing = fields["isOfListing"] === true;
  return isOfListing ? { type, text, operations, isOfListing } : { type, text, operations };
}

function decodeContent(fields: Fields): Content | null {
  const media = asList(fields["media"], decodeMedia);
  const text = asWords(fields["text"]) ?? (media.length > 0 ? "" : null);
  const type = asChoice(fields["type"], ["message", "answer", "edit", "rank", "confirm"] as const);
  if (text === null || type === null) return null;
  if (type !== "message" && type !== "answer") return decodeAct(fields, type, text);
  return { type, text, ...decodeBeside(fields, media) };
}

interface Kept {
  item: Outgoing;
  /** When it was composed, in milliseconds: several tabs keep their items beside each other. */
  at: number;
}

/** Reads one item; it is sent again, whatever became of it before. */
function decodeKept(text: string | null): Kept | null {
  const fields = asFields(parse(text)) ?? {};
  const clientId = asWords(fields["clientId"]);
  const content = decodeContent(fields);
  if (clientId === null || content === null) return null;
  const afterSeq = asCount(fields["afterSeq"]) ?? 0;
  const item: Outgoing = { ...content, clientId, afterSeq, delivery: "waiting", problem: null };
  return { item, at: asCount(fields["at"]) ?? 0 };
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/** The outbox of one conversation in the page's storage: an entry an item, so that tabs share it. */
export function outboxStorage(storage: PageStorage, sessionId: string): OutboxStorage {
  const prefix = `${OUTBOX_KEY}${sessionId}.`;
  const known = new Set<string>();
  let last = 0;

  function keep(item: Outgoing): void {
    const key = prefix + item.clientId;
    if (known.has(key)) return;
    known.add(key);
    last = Math.max(last + 1, Date.now());
    storage.set(key, JSON.stringify({ ...item, at: last }));
  }

  return {
    load: () => {
      const kept = storage
        .keys(prefix)
        .map((key) => decodeKept(storage.get(key)))
        .filter((entry) => entry !== null)
        .toSorted((one, other) => one.at - other.at);
      for (const { item } of kept) known.add(prefix + item.clientId);
      return kept.map(({ item }) => item);
    },
    save: (outbox) => {
      const wanted = new Set(outbox.map(({ clientId }) => prefix + clientId));
      for (const key of known) {
        if (wanted.has(key)) continue;
        known.delete(key);
        storage.remove(key);
      }
      outbox.forEach(keep);
    },
  };
}
