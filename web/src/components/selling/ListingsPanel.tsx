import { useCallback, useEffect, useState } from "react";
import { laterJob } from "../../conversation/jobs";
import { useJobs } from "../../conversation/JobsContext";
import { type Failure, failureOf } from "../../http/request";
import { useMessages } from "../../messages/MessagesContext";
import type { Translate } from "../../messages/translate";
import { type Standing, standingOf, STANDINGS } from "../../selling/states";
import type { ConsentReturn } from "../../selling/consentReturn";
import { marketplaceLabel } from "../../format/words";
import { useAnnouncement } from "../../status/StatusContext";
import type { SellingApi } from "../../selling/sellingApi";
import { useSellingApi } from "../../selling/useSelling";
import type { Job } from "../../wire/selling";
import { Drawer } from "../Drawer";
import { Sentence } from "../Sentence";
import { Connections } from "./Connections";
import { CsvUpload } from "./CsvUpload";
import { CONTROL } from "./DraftField";
import { ListingCard } from "./ListingCard";

/** Lets the listings go on that waited for an account which is there now: their sellers have said yes. */
async function goOn(api: SellingApi, jobs: readonly Job[], consent: ConsentReturn | null): Promise<Job[]> {
  const waits = (job: Job) =>
    job.marketplace_results.some(
      ({ marketplace, status }) => marketplace === consent?.marketplace && status === "needs_connection",
    );
  if (consent?.isConnected !== true) return [...jobs];
  const tried = jobs.map((job) =>
    // What cannot go on says so itself, in its line.
    waits(job) ? api.retry(job.job_id, consent.marketplace).catch(() => job) : Promise.resolve(job),
  );
  return Promise.all(tried);
}

/** A seller's listings, kept in step with what the conversation is told of them. */
function useListings(consent: ConsentReturn | null) {
  const api = useSellingApi();
  const told = useJobs();
  const [fetched, setFetched] = useState<readonly Job[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  const refresh = useCallback(() => {
    const keep = (jobs: readonly Job[]) => {
      setFetched(jobs);
      setFailure(null);
    };
    const asked = api.jobs().then((known) => goOn(api, known, consent));
    asked.then(keep, (problem: unknown) => setFailure(failureOf(problem)));
  }, [api, consent]);

  useEffect(refresh, [refresh]);

  const jobs = fetched?.map((job) => {
    const news = Object.hasOwn(told, job.job_id) ? told[job.job_id] : undefined;
    return news === undefined ? job : laterJob(job, news);
  });
  const change = (changed: Job) =>
    setFetched((present) => (present ?? []).map((one) => (one.job_id === changed.job_id ? changed : one)));
  return { jobs: jobs ?? null, failure, refresh, change };
}

function matching(jobs: readonly Job[], words: string, standing: Standing | "all"): Job[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return jobs
    .filter((job) => standing === "all" || standingOf(job) === standing)
    .filter(({ form }) => wanted.every((word) => (form.title ?? "").toLowerCase().includes(word)));
}

function emptySentence(jobs: readonly Job[] | null, failure: Failure | null, t: Translate): string {
  if (jobs === null) return failure === null ? t("listings.loading") : "";
  return t(jobs.length === 0 ? "listings.none" : "listings.not_found");
}

interface FindProps {
  words: string;
  standing: Standing | "all";
  onWords: (words: string) => void;
  onStanding: (standing: Standing | "all") => void;
}

function Find({ words, standing, onWords, onStanding }: FindProps) {
  const t = useMessages();
  return (
    <div className="flex gap-2">
      <input
        type="search"
        aria-label={t("listings.search")}
        placeholder={t("history.search_hint")}
        value={words}
        onChange={({ target }) => onWords(target.value)}
        className={`${CONTROL} h-11 min-w-0 flex-1`}
      />
      <select
        aria-label={t("listings.filter")}
        value={standing}
        onChange={({ target }) => onStanding(STANDINGS.find((one) => one === target.value) ?? "all")}
        className="h-11 rounded-xl border border-line bg-paper px-3 text-base"
      >
        <option value="all">{t("listings.all")}</option>
        {STANDINGS.map((one) => (
          <option key={one} value={one}>
            {t(`listings.standing_${one}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Consent({ marketplace, isConnected }: ConsentReturn) {
  const t = useMessages();
  const name = marketplaceLabel(marketplace, t);
  const sentence = t(isConnected ? "connections.connected_now" : "connections.not_agreed", { marketplace: name });
  useAnnouncement(sentence);
  return <p className="rounded-2xl bg-tint px-4 py-3">{sentence}</p>;
}

export interface ListingsPanelProps {
  /** The listing that is looked for; null where it is none in particular. */
  jobId: string | null;
  /** What became of connecting an account, where its seller comes back from that. */
  consent?: ConsentReturn | null;
  onClose: () => void;
}

/** Everything that a person sells here: how each listing stands, and what there is to do. */
export function ListingsPanel({ jobId, consent = null, onClose }: ListingsPanelProps) {
  const t = useMessages();
  const { jobs, failure, refresh, change } = useListings(consent);
  const [words, setWords] = useState("");
  const [standing, setStanding] = useState<Standing | "all">("all");
  const shown = matching(jobs ?? [], words, standing);
  return (
    <Drawer title={t("listings.title")} side="end" onClose={onClose}>
      {consent !== null && <Consent {...consent} />}
      {(jobs?.length ?? 0) > 1 && (
        <Find words={words} standing={standing} onWords={setWords} onStanding={setStanding} />
      )}
      {failure !== null && (
        <div className="flex flex-wrap items-center gap-3">
          <Sentence problem={failure} />
          <button type="button" className="button-quiet" onClick={refresh}>
            {t("conversation.try_again")}
          </button>
        </div>
      )}
      {shown.length === 0 && <p className="text-muted">{emptySentence(jobs, failure, t)}</p>}
      <ul aria-label={t("listings.title")} className="flex flex-col divide-y divide-line">
        {shown.map((job) => (
          <ListingCard key={job.job_id} job={job} isOpen={job.job_id === jobId} onChanged={change} />
        ))}
      </ul>
      <Connections />
      <CsvUpload onDone={refresh} />
    </Drawer>
  );
}
