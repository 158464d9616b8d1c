import { type ChangeEvent, useId, useState } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { useAttempt, useSellingApi } from "../../selling/useSelling";
import type { CsvReport } from "../../wire/selling";
import { Sentence } from "../Sentence";
import { ServerSentence } from "./Problems";

/** The server takes no more at once. */
const MOST_BYTES = 2 * 1024 * 1024;

const LEFT_OUT = ["refused", "invalid", "duplicate"];

interface Chosen {
  name: string;
  csv: string;
}

function Report({ report, isRehearsal }: { report: CsvReport; isRehearsal: boolean }) {
  const t = useMessages();
  const refused = report.rows.filter(({ outcome }) => LEFT_OUT.includes(outcome)).length;
  const word = (outcome: string) =>
    t.find(`csv.status_${isRehearsal && outcome === "created" ? "accepted" : outcome}`) ?? outcome;
  return (
    <div className="flex flex-col gap-2">
      <output>
        {t(isRehearsal ? "csv.would" : "csv.done", { count: report.rows.length - refused, refused })}
      </output>
      <ul aria-label={t("csv.report")} className="flex max-h-72 flex-col divide-y divide-line overflow-y-auto text-sm">
        {report.rows.map(({ line, message, outcome, title }, index) => (
          // Lines come in the order of the file and are never rearranged.
          <li key={`${line ?? index}`} className="py-1.5 wrap-anywhere">
            <span className="text-muted">{t("csv.line", { line: line ?? index + 1 })}</span>{" "}
            {title ?? ""} <strong className="font-medium">{word(outcome)}</strong>{" "}
            {message !== null && <ServerSentence text={message} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Many items at once, from a file: first what would become of each line, then for good. */
export function CsvUpload({ onDone }: { onDone: () => void }) {
  const t = useMessages();
  const id = useId();
  const api = useSellingApi();
  const { isBusy, failure, attempt } = useAttempt();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [told, setTold] = useState<{ report: CsvReport; isRehearsal: boolean } | null>(null);
  const [isTooLarge, setIsTooLarge] = useState(false);

  async function rehearse(file: File): Promise<void> {
    setTold(null);
    setChosen(null);
    setIsTooLarge(file.size > MOST_BYTES);
    if (file.size > MOST_BYTES) return;
    const csv = await file.text();
    await attempt(async () => {
      setTold({ report: await api.sendItems(csv, true), isRehearsal: true });
      setChosen({ name: file.name, csv });
    });
  }

  const send = ({ csv }: Chosen) =>
    attempt(async () => {
      setTold({ report: await api.sendItems(csv, false), isRehearsal: false });
      setChosen(null);
      onDone();
    });
  const take = ({ csv }: Chosen) =>
    attempt(async () => {
      setTold({ report: await api.importItems(csv), isRehearsal: false });
      setChosen(null);
      onDone();
    });

  function choose(event: ChangeEvent<HTMLInputElement>): void {
    const file = event.target.files?.[0];
    // The same file may be chosen again once it was mended.
    event.target.value = "";
    if (file !== undefined) void rehearse(file);
  }

  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 border-t border-line pt-4">
      <h3 id={id} className="font-medium">
        {t("csv.title")}
      </h3>
      <p className="text-sm text-muted">{t("csv.about")}</p>
      <label className="button-quiet cursor-pointer self-start focus-within:outline-2 focus-within:outline-accent">
        {t("csv.choose")}
        <input type="file" accept=".csv,text/csv" disabled={isBusy} className="sr-only" onChange={choose} />
      </label>
      {isTooLarge && (
        <p role="alert" className="text-sm text-alert">
          {t("csv.too_large")}
        </p>
      )}
      {failure !== null && <Sentence problem={failure} />}
      {told !== null && <Report {...told} />}
      {chosen !== null && (
        <span className="flex flex-wrap gap-2">
          <button type="button" disabled={isBusy} className="button-quiet disabled:opacity-50" onClick={() => void send(chosen)}>
            {t("csv.post", { name: chosen.name })}
          </button>
          <button type="button" disabled={isBusy} className="button-quiet disabled:opacity-50" onClick={() => void take(chosen)}>
            {t("csv.import")}
          </button>
        </span>
      )}
    </section>
  );
}
