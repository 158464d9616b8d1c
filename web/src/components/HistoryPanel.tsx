import { useCallback, useEffect, useState } from "react";
import { useApi } from "../http/ApiContext";
import { type Failure, failureOf } from "../http/request";
import { useMessages } from "../messages/MessagesContext";
import type { Translate } from "../messages/translate";
import { useShell } from "../shell/ShellContext";
import type { SessionSummary } from "../wire/decodeSession";
import { Drawer } from "./Drawer";
import { HistoryLine } from "./HistoryLine";
import { PlusIcon } from "./icons";
import { PageIcon, TagIcon } from "./panelIcons";
import { Sentence } from "./Sentence";

/** A person's conversations, and what may be done with them. */
function useHistory() {
  const api = useApi();
  const shell = useShell();
  const [sessions, setSessions] = useState<SessionSummary[] | null>(null);
  const [problem, setProblem] = useState<Failure | null>(null);

  const attempt = useCallback(async (task: () => Promise<void>) => {
    try {
      await task();
      setProblem(null);
    } catch (failure) {
      setProblem(failureOf(failure));
    }
  }, []);

  useEffect(() => {
    api.sessions().then(setSessions, (failure: unknown) => setProblem(failureOf(failure)));
  }, [api]);

  function rename(sessionId: string, title: string): Promise<void> {
    return attempt(async () => {
      const renamed = await api.renameSession(sessionId, title);
      setSessions((present) =>
        (present ?? []).map((one) => (one.session_id === sessionId ? renamed : one)),
      );
    });
  }

  function remove(sessionId: string): Promise<void> {
    return attempt(async () => {
      await api.deleteSession(sessionId);
      shell?.forgetSession(sessionId);
      setSessions((present) => (present ?? []).filter((one) => one.session_id !== sessionId));
    });
  }

  return { sessions, problem, rename, remove };
}

/** Somebody who types is not asked for with each letter. */
const TYPING_MS = 200;
const NOTHING_SAID: ReadonlyMap<string, string> = new Map();

/** What was said in conversations that has these words, by conversation; titles are there at once. */
function useSaid(words: string): ReadonlyMap<string, string> {
  const api = useApi();
  const [found, setFound] = useState({ words: "", lines: NOTHING_SAID });
  const wanted = words.trim();
  useEffect(() => {
    if (wanted === "") return;
    let isWanted = true;
    const timer = setTimeout(() => {
      api.said(wanted).then(
        (matches) => {
          const lines = new Map(matches.map(({ session_id: id, line }) => [id, line]));
          if (isWanted) setFound({ words: wanted, lines });
        },
        // Without an answer the titles are searched all the same.
        () => undefined,
      );
    }, TYPING_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [api, wanted]);
  return found.words === wanted ? found.lines : NOTHING_SAID;
}

interface Found {
  session: SessionSummary;
  line: string | null;
}

/** Those whose title has every word, or in which somebody said every one. */
function matching(
  sessions: readonly SessionSummary[],
  words: string,
  lines: ReadonlyMap<string, string>,
): Found[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return sessions
    .map((session) => ({ session, line: lines.get(session.session_id) ?? null }))
    .filter(({ session: { title }, line }) => {
      const isCalledSo = wanted.every((word) => title.toLowerCase().includes(word));
      return isCalledSo || line !== null;
    })
    // What the title says already is not said twice.
    .map((found) => (found.line === found.session.title ? { ...found, line: null } : found));
}

function emptySentence(
  sessions: readonly SessionSummary[] | null,
  problem: Failure | null,
  t: Translate,
): string {
  if (sessions === null) return problem === null ? t("history.loading") : "";
  return t(sessions.length === 0 ? "history.none" : "history.not_found");
}

/** The conversations of a person: to find, open, rename and delete. */
export function HistoryPanel({ onClose }: { onClose: () => void }) {
  const t = useMessages();
  const shell = useShell();
  const { sessions, problem, rename, remove } = useHistory();
  const [words, setWords] = useState("");
  const lines = useSaid(words);
  const shown = matching(sessions ?? [], words, lines);
  return (
    <Drawer title={t("history.title")} side="start" onClose={onClose}>
      <button
        type="button"
        className="button-quiet"
        onClick={() => {
          onClose();
          shell?.newConversation();
        }}
      >
        <PlusIcon />
        {t("history.new")}
      </button>
      <button
        type="button"
        className="button-quiet"
        onClick={() => {
          onClose();
          shell?.show({ kind: "listings", jobId: null });
        }}
      >
        <TagIcon />
        {t("listings.title")}
      </button>
      <button
        type="button"
        className="button-quiet"
        onClick={() => {
          onClose();
          shell?.show({ kind: "documents" });
        }}
      >
        <PageIcon />
        {t("documents.title")}
      </button>
      <input
        type="search"
        aria-label={t("history.search")}
        placeholder={t("history.search_hint")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        className="h-11 rounded-full border border-line bg-paper px-4 text-base placeholder:text-muted"
      />
      {problem !== null && <Sentence problem={problem} />}
      {shown.length === 0 && <p className="text-muted">{emptySentence(sessions, problem, t)}</p>}
      <ul aria-label={t("history.yours")} className="flex flex-col divide-y divide-line">
        {shown.map(({ session, line }) => (
          <HistoryLine
            key={session.session_id}
            session={session}
            line={line}
            isOpen={session.session_id === shell?.sessionId}
            onOpen={() => {
              onClose();
              shell?.openSession(session.session_id);
            }}
            onRename={(title) => rename(session.session_id, title)}
            onRemove={() => remove(session.session_id)}
          />
        ))}
      </ul>
    </Drawer>
  );
}
