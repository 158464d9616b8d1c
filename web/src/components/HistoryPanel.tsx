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

/** Those whose title has every word. */
function matching(sessions: readonly SessionSummary[], words: string): SessionSummary[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return sessions.filter(({ title }) => wanted.every((word) => title.toLowerCase().includes(word)));
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
  const shown = matching(sessions ?? [], words);
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
        {shown.map((session) => (
          <HistoryLine
            key={session.session_id}
            session={session}
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
