import { type FormEvent, useId, useState } from "react";
import { useMessages } from "../messages/MessagesContext";

export interface TranscriptEditorProps {
  /** The words as they were heard. */
  words: string;
  onSay: (text: string) => void;
}

/** Words that may have been heard wrong, to be corrected before anything is done with them. */
export function TranscriptEditor({ words, onSay }: TranscriptEditorProps) {
  const t = useMessages();
  const id = useId();
  const [text, setText] = useState(words);
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() !== "") onSay(text.trim());
  }
  return (
    <form className="flex max-w-2xl flex-wrap items-end gap-2.5" onSubmit={onSubmit}>
      <label htmlFor={id} className="sr-only">
        {t("transcript.edit")}
      </label>
      <textarea
        id={id}
        rows={1}
        value={text}
        maxLength={5_000}
        className="field-sizing-content min-h-11 min-w-0 flex-1 basis-60 resize-none rounded-2xl border border-line bg-surface px-4 py-2.5 outline-none focus:border-accent"
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button-quiet" disabled={text.trim() === ""}>
        {t("transcript.send")}
      </button>
    </form>
  );
}
