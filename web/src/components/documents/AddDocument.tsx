import { type ChangeEvent, useId, useState } from "react";
import { useDocumentsApi } from "../../documents/documentsApi";
import { useMessages } from "../../messages/MessagesContext";
import { useAttempt } from "../../selling/useSelling";
import { Sentence } from "../Sentence";

/** The server takes no more at once. */
const MOST_BYTES = 20 * 1024 * 1024;

export interface AddDocumentProps {
  /** Whether what is added may be for everybody. */
  mayPublish: boolean;
  onAdded: () => void;
}

/** Adds a file as a document; the server says what is wrong with one that it refuses. */
export function AddDocument({ mayPublish, onAdded }: AddDocumentProps) {
  const t = useMessages();
  const id = useId();
  const api = useDocumentsApi();
  const { isBusy, failure, attempt } = useAttempt();
  const [isPublic, setIsPublic] = useState(false);
  const [told, setTold] = useState("");

  async function add(file: File): Promise<void> {
    setTold("");
    if (file.size > MOST_BYTES) {
      setTold(t("documents.too_large"));
      return;
    }
    await attempt(async () => {
      const { document, unchanged } = await api.add(file, isPublic);
      setTold(t(unchanged ? "documents.unchanged" : "documents.added", { title: document.title }));
      onAdded();
    });
  }

  function onChoose({ target }: ChangeEvent<HTMLInputElement>): void {
    const [file] = target.files ?? [];
    if (file !== undefined) void add(file);
    // The same file can be chosen again.
    target.value = "";
  }

  return (
    <section aria-labelledby={id} className="flex flex-col gap-2 rounded-2xl bg-sunken px-4 py-3">
      <label id={id} htmlFor={`${id}-file`} className="font-medium">
        {t("documents.add")}
      </label>
      <input
        id={`${id}-file`}
        type="file"
        disabled={isBusy}
        aria-describedby={`${id}-hint`}
        onChange={onChoose}
        className="min-h-11 w-full text-sm file:me-3 file:min-h-11 file:rounded-full file:border file:border-line file:bg-surface file:px-4 file:text-ink"
      />
      <p id={`${id}-hint`} className="text-sm text-muted">
        {t("documents.add_hint")}
        {!mayPublish && ` ${t("documents.yours")}`}
      </p>
      {mayPublish && (
        <label className="flex min-h-11 items-center gap-2">
          <input
            type="checkbox"
            checked={isPublic}
            onChange={({ target }) => setIsPublic(target.checked)}
            className="size-5 accent-accent"
          />
          {t("documents.public")}
        </label>
      )}
      <output className="text-sm">{told}</output>
      {failure !== null && <Sentence problem={failure} />}
    </section>
  );
}
