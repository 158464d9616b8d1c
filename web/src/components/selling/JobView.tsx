import { useEffect, useRef, useState } from "react";
import { laterJob } from "../../conversation/jobs";
import { useMessages } from "../../messages/MessagesContext";
import { marketplaceLabel } from "../../format/words";
import { needsSeller, statusWords } from "../../selling/states";
import { useConnections } from "../../selling/useSelling";
import { useShell } from "../../shell/ShellContext";
import { useStatus } from "../../status/StatusContext";
import type { JobProgress } from "../../wire/selling";
import { JobRow } from "./JobRow";
import { ServerSentence } from "./Problems";

/** Says what has changed since it was first seen; what merely goes on is not worth a word. */
function useNews(job: JobProgress): void {
  const t = useMessages();
  const status = useStatus();
  const before = useRef(job);
  useEffect(() => {
    const known = new Map(before.current.marketplace_results.map((one) => [one.marketplace, one.status]));
    before.current = job;
    const news = job.marketplace_results
      .filter((one) => known.get(one.marketplace) !== one.status)
      .filter((one) => one.status !== "queued" && one.status !== "processing")
      .map((one) => `${marketplaceLabel(one.marketplace, t)}: ${statusWords(one.status, t)}.`);
    if (news.length > 0) status.say(news.join(" "));
  }, [job, status, t]);
}

/** A job as the page knows it, which is what was told last, by the log or by an answer. */
export function useLatestJob<Known extends JobProgress>(told: Known): { job: Known; learn: (job: JobProgress) => void } {
  const [answered, learn] = useState<JobProgress | null>(null);
  const isSame = answered?.job_id === told.job_id;
  return { job: isSame && answered !== null ? laterJob(told, answered) : told, learn };
}

/** What merely goes on is told beside each marketplace. */
const FAILED = ["failed", "partial_success", "cancelled"];

/** A listing on its way: how it stands at each marketplace, and what its seller has to do. */
export function JobView({ job: told }: { job: JobProgress }) {
  const t = useMessages();
  const shell = useShell();
  const { connections } = useConnections();
  const { job, learn } = useLatestJob(told);
  useNews(job);
  const waiting = job.marketplace_results.filter(needsSeller).length;
  return (
    <section
      aria-label={t("job.name")}
      aria-live="off"
      className="flex flex-col gap-3 rounded-3xl border border-line bg-surface p-4 sm:p-6"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-display text-xl font-medium">{t("job.name")}</h2>
        {shell !== null && (
          <button
            type="button"
            aria-haspopup="dialog"
            className="button-quiet"
            onClick={() => shell.show({ kind: "listings", jobId: job.job_id })}
          >
            {t("job.all_listings")}
          </button>
        )}
      </div>
      {job.message !== null && FAILED.includes(job.status) && (
        <p className="text-[0.9375rem] text-muted">
          <ServerSentence text={job.message} />
        </p>
      )}
      {waiting > 0 && <p className="text-[0.9375rem]">{t("job.waiting_for_you", { count: waiting })}</p>}
      <ul aria-label={t("job.marketplaces")} className="flex flex-col divide-y divide-line">
        {job.marketplace_results.map((part) => (
          <JobRow
            key={part.marketplace}
            jobId={job.job_id}
            part={part}
            connection={connections?.find(({ marketplace }) => marketplace === part.marketplace) ?? null}
            onChanged={learn}
          />
        ))}
      </ul>
    </section>
  );
}
