import type { JobProgress, MarketplaceJob } from "../wire/selling";
import type { Turn } from "./state";

/** When something was last told, in milliseconds; what says no moment is older than all else. */
function toldAt({ updated_at: moment }: MarketplaceJob): number {
  const at = Date.parse(moment);
  return Number.isNaN(at) ? 0 : at;
}

function isSettled({ status }: JobProgress): boolean {
  return status !== "created" && status !== "processing";
}

/** Whether a job stands later than another one as a whole, whichever of the two came first. */
function isLater(one: JobProgress, other: JobProgress): boolean {
  const moments = [one, other].map(({ marketplace_results: results }) => Math.max(0, ...results.map(toldAt)));
  const [own = 0, others = 0] = moments;
  return own === others ? isSettled(one) || !isSettled(other) : own > others;
}

/**
 * What is known of a job from two tellings, which may come in any order: of each marketplace the
 * later one.
 */
export function laterJob<Known extends JobProgress>(known: Known, told: JobProgress): Known {
  const isNewer = isLater(told, known);
  const whole = isNewer ? { status: told.status, message: told.message } : {};
  const present = new Map(known.marketplace_results.map((one) => [one.marketplace, one]));
  for (const one of told.marketplace_results) {
    const before = present.get(one.marketplace);
    const isLaterPart = before === undefined || toldAt(one) > toldAt(before);
    if (isLaterPart || (isNewer && toldAt(one) === toldAt(before))) present.set(one.marketplace, one);
  }
  return { ...known, ...whole, marketplace_results: [...present.values()] };
}

/** What is known of the jobs after one was told of. */
export function learnJob(
  jobs: Readonly<Record<string, JobProgress>>,
  told: JobProgress,
): { job: JobProgress; jobs: Readonly<Record<string, JobProgress>> } {
  const known = Object.hasOwn(jobs, told.job_id) ? jobs[told.job_id] : undefined;
  const job = known === undefined ? told : laterJob(known, told);
  return { job, jobs: { ...jobs, [told.job_id]: job } };
}

/** A turn that sent a job on its way. */
export function withJob(turn: Turn, job: JobProgress): Turn {
  const others = turn.jobs.filter(({ job_id: id }) => id !== job.job_id);
  return { ...turn, jobs: [...others, job] };
}

/** The turns with what is new of a job, wherever it is shown. */
export function withNewsOf(turns: readonly Turn[], job: JobProgress): readonly Turn[] {
  const shows = ({ jobs }: Turn) => jobs.some(({ job_id: id }) => id === job.job_id);
  if (!turns.some(shows)) return turns;
  return turns.map((turn) =>
    shows(turn)
      ? { ...turn, jobs: turn.jobs.map((one) => (one.job_id === job.job_id ? job : one)) }
      : turn,
  );
}
