import { useCallback, useEffect, useState } from "react";
import { problemSentence } from "../http/request";
import { useApi } from "../http/ApiContext";
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
  const [problem, setProblem] = useState<string | null>(null);

  const attempt = useCallback(async (task: () => Promise<void>) => {
    try {
      await task();
      setProblem(null);
    } catch (failure) {
      setProblem(problemSentence(failure));
    }
  }, []);

  useEffect(() => {
    api.sessions().then(setSessions, (failure: unknown) => setProblem(problemSentence(failure)));
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

function emptySentence(sessions: readonly SessionSummary[] | null, problem: string | null): string {
  if (sessions === null) return problem === null ? "Fetching your conversations…" : "";
  return sessions.length === 0 ? "Nothing was said yet." : "No conversation has these words.";
}

/** The conversations of a person: to find, open, rename and delete. */
export function HistoryPanel({ onClose }: { onClose: () => void }) {
  const shell = useShell();
  const { sessions, problem, rename, remove } = useHistory();
  const [words, setWords] = useState("");
  const shown = matching(sessions ?? [], words);
  return (
    <Drawer title="Conversations" side="start" onClose={onClose}>
      <button
        type="button"
        className="button-quiet"
        onClick={() => {
          onClose();
          shell?.newConversation();
        }}
      >
        <PlusIcon />
        New conversation
      </button>
      <input
        type="search"
        aria-label="Search your conversations"
        placeholder="Search"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        className="h-11 rounded-full border border-line bg-paper px-4 text-base placeholder:text-muted"
      />
      {problem !== null && <Sentence problem={problem} />}
      {shown.length === 0 && <p className="text-muted">{emptySentence(sessions, problem)}</p>}
      <ul aria-label="Your conversations" className="flex flex-col divide-y divide-line">
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
