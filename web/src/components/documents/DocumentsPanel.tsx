import { type FormEvent, useCallback, useEffect, useState } from "react";
import { useDocumentsApi } from "../../documents/documentsApi";
import type { DocumentInfo, Passage } from "../../documents/types";
import { citationName } from "../../format/citation";
import { useMessages } from "../../messages/MessagesContext";
import { useAttempt } from "../../selling/useSelling";
import { useShell } from "../../shell/ShellContext";
import { Drawer } from "../Drawer";
import { Sentence } from "../Sentence";
import { AddDocument } from "./AddDocument";
import { AnswerFeedbackList } from "./AnswerFeedbackList";
import { DocumentLine } from "./DocumentLine";

/** The documents that the person may see, a page at a time. */
function useDocuments() {
  const api = useDocumentsApi();
  const [documents, setDocuments] = useState<readonly DocumentInfo[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [mayPublish, setMayPublish] = useState(false);
  const { failure, attempt } = useAttempt();

  const fetchPage = useCallback(
    (cursor: string | null) =>
      void attempt(async () => {
        const page = await api.list(cursor);
        setDocuments((present) => [...(cursor === null ? [] : (present ?? [])), ...page.documents]);
        setNext(page.next);
      }),
    [api, attempt],
  );

  useEffect(() => {
    fetchPage(null);
    // Who cannot be told of has none.
    api.rights().then(({ publish }) => setMayPublish(publish), () => undefined);
  }, [api, fetchPage]);

  return {
    documents,
    failure,
    mayPublish,
    refresh: () => fetchPage(null),
    more: next === null ? null : () => fetchPage(next),
    leave: (gone: DocumentInfo) => setDocuments((present) => (present ?? []).filter((one) => one !== gone)),
  };
}

function Find() {
  const t = useMessages();
  const api = useDocumentsApi();
  const shell = useShell();
  const { isBusy, failure, attempt } = useAttempt();
  const [words, setWords] = useState("");
  const [found, setFound] = useState<readonly Passage[] | null>(null);

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (words.trim() === "") setFound(null);
    else void attempt(async () => setFound(await api.search(words.trim())));
  }

  return (
    <search aria-label={t("documents.search")} className="flex flex-col gap-3">
      <form onSubmit={onSubmit} className="flex gap-2">
        <input
          type="search"
          aria-label={t("documents.search")}
          placeholder={t("documents.search_hint")}
          value={words}
          maxLength={5000}
          onChange={({ target }) => setWords(target.value)}
          className="h-11 min-w-0 flex-1 rounded-full border border-line bg-paper px-4 text-base placeholder:text-muted"
        />
        <button type="submit" className="button-quiet" disabled={isBusy}>
          {t("documents.find")}
        </button>
      </form>
      {failure !== null && <Sentence problem={failure} />}
      <output className={found?.length === 0 ? "text-muted" : "sr-only"}>
        {found === null ? "" : found.length === 0 ? t("documents.not_found") : t("documents.found")}
      </output>
      {found !== null && found.length > 0 && (
        <ul aria-label={t("documents.found")} className="flex flex-col divide-y divide-line">
          {found.map((passage) => (
            <li key={`${passage.document_id}-${passage.char_start}`}>
              <button
                type="button"
                aria-haspopup="dialog"
                className="flex w-full flex-col gap-1 py-3 text-start hover:text-accent"
                onClick={() => {
                  const { char_end: end, char_start: start, document_id: documentId, title, version } = passage;
                  shell?.show({ kind: "document", place: { documentId, title, version, marked: { start, end } } });
                }}
              >
                <span className="font-medium">{citationName(passage)}</span>
                <span className="line-clamp-3 text-sm text-muted wrap-anywhere">{passage.text}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}

/** The documents that questions are answered from: finding, reading, adding and deleting. */
export function DocumentsPanel({ onClose }: { onClose: () => void }) {
  const t = useMessages();
  const { documents, failure, mayPublish, refresh, more, leave } = useDocuments();
  const isEmpty = documents !== null && documents.length === 0;
  return (
    <Drawer title={t("documents.title")} side="end" onClose={onClose}>
      <Find />
      <AddDocument mayPublish={mayPublish} onAdded={refresh} />
      {failure !== null && <Sentence problem={failure} />}
      {documents === null && failure === null && <p className="text-muted">{t("documents.loading")}</p>}
      {isEmpty && <p className="text-muted">{t("documents.none")}</p>}
      <ul aria-label={t("documents.list")} className="flex flex-col divide-y divide-line">
        {(documents ?? []).map((one) => (
          <DocumentLine key={one.document_id} document={one} mayDelete={one.isOwn || mayPublish} onGone={() => leave(one)} />
        ))}
      </ul>
      {more !== null && (
        <button type="button" className="button-quiet self-start" onClick={more}>
          {t("documents.more")}
        </button>
      )}
      {mayPublish && <AnswerFeedbackList />}
    </Drawer>
  );
}
