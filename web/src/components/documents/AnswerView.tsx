import { Fragment } from "react";
import { citationName } from "../../format/citation";
import { useMessages } from "../../messages/MessagesContext";
import { useShell } from "../../shell/ShellContext";
import type { Answer } from "../../wire/model";
import type { Citation } from "../../wire/types";

const REFERENCE = /\[(\d{1,3})\]/;

/** Opens the document of a citation at its place. */
function useOpen(): (citation: Citation) => void {
  const shell = useShell();
  return ({ char_end: end, char_start: start, document_id: documentId, title, version }) =>
    shell?.show({ kind: "document", place: { documentId, title, version, marked: { start, end } } });
}

function Reference({ citation }: { citation: Citation }) {
  const t = useMessages();
  const open = useOpen();
  const name = t("answer.open", { number: String(citation.n), title: citationName(citation) });
  return (
    <button
      type="button"
      aria-label={name}
      aria-haspopup="dialog"
      title={name}
      onClick={() => open(citation)}
      className="-my-1 mx-0.5 inline-grid min-h-6 min-w-6 place-items-center rounded-md bg-tint px-1 align-super text-xs leading-none font-semibold text-accent tabular-nums hover:underline"
    >
      {citation.n}
    </button>
  );
}

function Line({ text, citations }: { text: string; citations: readonly Citation[] }) {
  // Every other part is the number of a reference.
  return text.split(REFERENCE).map((part, index) => {
    if (index % 2 === 0) return <Fragment key={index}>{part}</Fragment>;
    const citation = citations.find(({ n }) => n === Number(part));
    return citation === undefined ? <Fragment key={index}>{`[${part}]`}</Fragment> : <Reference key={index} citation={citation} />;
  });
}

function Source({ citation }: { citation: Citation }) {
  const t = useMessages();
  const open = useOpen();
  return (
    <li>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => open(citation)}
        className="flex min-h-11 w-full items-center gap-3 rounded-lg py-1 text-start hover:text-accent hover:underline"
      >
        <span className="grid size-6 shrink-0 place-items-center rounded-md bg-tint text-xs font-semibold text-accent tabular-nums">
          {citation.n}
        </span>
        <span className="wrap-anywhere">
          {citationName(citation)}
          {citation.page !== null && <span className="text-muted">{`, ${t("answer.page", { page: String(citation.page) })}`}</span>}
        </span>
      </button>
    </li>
  );
}

/** An answer out of documents: its text with numbers that open the places, and the list of them. */
export function AnswerView({ answer: { citations, text } }: { answer: Answer }) {
  const t = useMessages();
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <div className="flex flex-col gap-3 text-[1.0625rem] leading-relaxed wrap-anywhere">
        {text
          .split("\n")
          .filter((line) => line.trim() !== "")
          .map((line, index) => (
            // The text of an answer is never rearranged.
            <p key={index}>
              <Line text={line} citations={citations} />
            </p>
          ))}
      </div>
      {citations.length > 0 && (
        <section aria-label={t("answer.sources")} className="border-t border-line pt-2 text-sm">
          <h2 className="pt-1 font-medium text-muted">{t("answer.sources")}</h2>
          <ol className="flex flex-col">
            {citations.map((citation) => (
              <Source key={citation.n} citation={citation} />
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}
