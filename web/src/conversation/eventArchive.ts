/** The logs of conversations in this browser, so that they can be read without a connection. */

/** A frame of the log, as it came. */
export interface ArchivedFrame {
  seq: number;
  text: string;
}

/** Keeps what the server said. Nothing here fails: what cannot be kept is asked for again. */
export interface EventArchive {
  /** The frames of a conversation from the first, in order and without gaps. */
  load(sessionId: string): Promise<ArchivedFrame[]>;
  append(sessionId: string, frames: readonly ArchivedFrame[]): Promise<void>;
  forget(sessionId: string): Promise<void>;
}

const DATABASE = "talknshop";
const FRAMES = "frames";
const SESSIONS = "sessions";
const MOST_SESSIONS = 30;
const MOST_FRAMES = 5_000;
/** A browser that does not answer by then is not waited for. */
const PATIENCE_MS = 1_500;

interface Row extends ArchivedFrame {
  session: string;
}

interface Visit {
  session: string;
  usedAt: number;
}

function result<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("no result")));
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("aborted")));
  });
}

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  const opening = factory.open(DATABASE, 1);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore(FRAMES, { keyPath: ["session", "seq"] });
    opening.result.createObjectStore(SESSIONS, { keyPath: "session" });
  });
  return result(opening);
}

function framesOf(session: string): IDBKeyRange {
  return IDBKeyRange.bound([session, 0], [session, Number.MAX_SAFE_INTEGER]);
}

/** The frames that follow each other from the first on. */
function unbroken(rows: readonly Row[]): ArchivedFrame[] {
  const end = rows.findIndex(({ seq }, index) => seq !== index + 1);
  return (end < 0 ? rows : rows.slice(0, end)).map(({ seq, text }) => ({ seq, text }));
}

async function makeRoom(transaction: IDBTransaction): Promise<void> {
  const visits: Visit[] = await result(transaction.objectStore(SESSIONS).getAll());
  const old = visits.toSorted((one, other) => other.usedAt - one.usedAt).slice(MOST_SESSIONS);
  for (const { session } of old) {
    transaction.objectStore(SESSIONS).delete(session);
    transaction.objectStore(FRAMES).delete(framesOf(session));
  }
}

function later<Value>(value: Value): Promise<Value> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), PATIENCE_MS);
  });
}

/**
 * An archive in the browser's database.
 *
 * @param open gives the browser's databases; the mere access throws where storage is blocked
 */
export function eventArchive(open: () => IDBFactory): EventArchive {
  let database: Promise<IDBDatabase> | null = null;

  async function attempt<Value>(task: (db: IDBDatabase) => Promise<Value>, otherwise: Value) {
    try {
      database ??= openDatabase(open());
      return await task(await database);
    } catch {
      return otherwise;
    }
  }

  async function load(sessionId: string): Promise<ArchivedFrame[]> {
    return attempt(async (db) => {
      const store = db.transaction(FRAMES).objectStore(FRAMES);
      return unbroken(await result<Row[]>(store.getAll(framesOf(sessionId))));
    }, []);
  }

  return {
    load: (sessionId) => Promise.race([load(sessionId), later([])]),
    append: (sessionId, frames) =>
      attempt(async (db) => {
        const transaction = db.transaction([FRAMES, SESSIONS], "readwrite");
        const rows = transaction.objectStore(FRAMES);
        for (const { seq, text } of frames) {
          if (seq <= MOST_FRAMES) rows.put({ session: sessionId, seq, text } satisfies Row);
        }
        const visit: Visit = { session: sessionId, usedAt: Date.now() };
        transaction.objectStore(SESSIONS).put(visit);
        await makeRoom(transaction);
        await ended(transaction);
      }, undefined),
    forget: (sessionId) =>
      attempt(async (db) => {
        const transaction = db.transaction([FRAMES, SESSIONS], "readwrite");
        transaction.objectStore(FRAMES).delete(framesOf(sessionId));
        transaction.objectStore(SESSIONS).delete(sessionId);
        await ended(transaction);
      }, undefined),
  };
}
