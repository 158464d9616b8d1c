import { useState } from "react";
import { useDocumentsApi } from "../../documents/documentsApi";
import type { DocumentInfo } from "../../documents/types";
import { useMessages } from "../../messages/MessagesContext";
import { useAttempt } from "../../selling/useSelling";
import { useShell } from "../../shell/ShellContext";
import { Sentence } from "../Sentence";

export interface DocumentLineProps {
  document: DocumentInfo;
  mayDelete: boolean;
  onGone: () => void;
}

/** A document of the list; deleting it asks once. */
export function DocumentLine({ document, mayDelete, onGone }: DocumentLineProps) {
  const t = useMessages();
  const api = useDocumentsApi();
  const shell = useShell();
  const { isBusy, failure, attempt } = useAttempt();
  const [isAsking, setIsAsking] = useState(false);
  const { document_id: documentId, isOwn, source, title } = document;

  async function remove(): Promise<void> {
    if (await attempt(() => api.remove(documentId))) onGone();
  }

  return (
    <li className="flex flex-col gap-1 py-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <button
          type="button"
          aria-haspopup="dialog"
          className="min-h-11 min-w-0 flex-1 text-start font-medium wrap-anywhere hover:text-accent hover:underline"
          onClick={() => shell?.show({ kind: "document", place: { documentId, title, version: null, marked: null } })}
        >
          {title}
        </button>
        {mayDelete && !isAsking && (
          <button type="button" className="button-quiet" onClick={() => setIsAsking(true)}>
            {t.rich("documents.delete", { title })}
          </button>
        )}
        {isAsking && (
          <span className="flex flex-wrap gap-2">
            <button type="button" className="button-quiet text-alert" disabled={isBusy} onClick={() => void remove()}>
              {t.rich("documents.delete_sure", { title })}
            </button>
            <button type="button" className="button-quiet" onClick={() => setIsAsking(false)}>
              {t("page.cancel")}
            </button>
          </span>
        )}
      </div>
      <p className="text-sm text-muted wrap-anywhere">
        {source}
        {isOwn && ` · ${t("documents.yours")}`}
      </p>
      {failure !== null && <Sentence problem={failure} />}
    </li>
  );
}
