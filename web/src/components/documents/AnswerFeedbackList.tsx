import { useState } from "react";
import { useDocumentsApi } from "../../documents/documentsApi";
import type { AnswerFeedback } from "../../documents/types";
import { useMessages } from "../../messages/MessagesContext";
import { useAttempt } from "../../selling/useSelling";
import { Sentence } from "../Sentence";

/** What people think of answers, fetched when it is opened; for operators. */
export function AnswerFeedbackList() {
  const t = useMessages();
  const api = useDocumentsApi();
  const { isBusy, failure, attempt } = useAttempt();
  const [given, setGiven] = useState<readonly AnswerFeedback[] | null>(null);
  const [next, setNext] = useState<string | null>(null);

  function fetchPage(cursor: string | null): void {
    void attempt(async () => {
      const page = await api.feedback(cursor);
      setGiven((present) => [...(cursor === null ? [] : (present ?? [])), ...page.feedback]);
      setNext(page.next);
    });
  }

  function told(value: string): string {
    if (value === "up") return t("documents.helpful");
    return value === "down" ? t("documents.not_helpful") : value;
  }

  return (
    <details onToggle={({ currentTarget }) => currentTarget.open && fetchPage(null)}>
      <summary className="cursor-pointer py-2 font-medium">{t("documents.feedback")}</summary>
      {failure !== null && <Sentence problem={failure} />}
      {given?.length === 0 && <p className="text-muted">{t("documents.feedback_none")}</p>}
      <ul aria-label={t("documents.feedback")} className="flex flex-col divide-y divide-line">
        {(given ?? []).map((one) => (
          <li key={one.id} className="flex flex-col gap-1 py-3">
            <span className="font-medium">{told(one.value)}</span>
            {one.reason !== null && <span className="wrap-anywhere">{one.reason}</span>}
            <span className="line-clamp-3 text-sm text-muted wrap-anywhere">{one.text}</span>
          </li>
        ))}
      </ul>
      {next !== null && (
        <button type="button" className="button-quiet self-start" disabled={isBusy} onClick={() => fetchPage(next)}>
          {t("documents.more")}
        </button>
      )}
    </details>
  );
}
