import type { Api } from "../http/api";
import type { Asked } from "../http/request";
import { type ConnectStarted, decodeConnections, decodeConnectStarted, decodeCsvReport } from "../wire/decodeConnections";
import { decodeJob, decodeJobs } from "../wire/decodeJob";
import type { CsvReport, Job, ListingForm, MarketplaceConnection } from "../wire/selling";

/** What the page asks the crosspost service (docs/wire.md); each fails with a `RequestProblem`. */
export interface SellingApi {
  /** A seller's listings, last changed first. */
  jobs(): Promise<Job[]>;
  job(jobId: string): Promise<Job>;
  /** Cancels what was not begun yet; the answer of this and the others is the job as it is then. */
  cancel(jobId: string): Promise<Job>;
  /** Changes a listing everywhere it is up. */
  revise(jobId: string, form: ListingForm): Promise<Job>;
  /** Takes a listing down, everywhere or at these marketplaces. */
  withdraw(jobId: string, marketplaces?: readonly string[]): Promise<Job>;
  /** The item was sold there: it is taken down everywhere else. */
  sold(jobId: string, marketplace: string): Promise<Job>;
  retry(jobId: string, marketplace: string): Promise<Job>;
  /** The seller finished the posting by hand, and this is its address. */
  confirm(jobId: string, marketplace: string, link: string): Promise<Job>;
  /** The seller took it down by hand. */
  takenDown(jobId: string, marketplace: string): Promise<Job>;
  connections(): Promise<MarketplaceConnection[]>;
  connect(marketplace: string): Promise<ConnectStarted>;
  disconnect(marketplace: string): Promise<void>;
  /** Sends a file of items; a rehearsal only says what would become of each line. */
  sendItems(csv: string, isRehearsal: boolean): Promise<CsvReport>;
  /** Takes in listings that are up elsewhere already. */
  importItems(csv: string): Promise<CsvReport>;
}

const ROOT = "/crosspost/api/v1";
const JOBS = `${ROOT}/jobs`;
const CONNECTIONS = `${ROOT}/connections`;
/** The answer says nothing that the page needs. */
const ANYTHING = () => true;

function jobPath(jobId: string): string {
  return `${JOBS}/${encodeURIComponent(jobId)}`;
}

function partPath(jobId: string, marketplace: string): string {
  return `${jobPath(jobId)}/marketplaces/${encodeURIComponent(marketplace)}`;
}

function connectionPath(marketplace: string): string {
  return `${CONNECTIONS}/${encodeURIComponent(marketplace)}`;
}

/** The crosspost service behind the page. */
export function createSellingApi({ ask }: Pick<Api, "ask">): SellingApi {
  const get = <Answer>(path: string, read: (body: unknown) => Answer | null) =>
    ask({ method: "GET", path }, read);

  /** Does something about a job, and asks how it stands then. */
  async function act(jobId: string, method: Asked["method"], path: string, body?: unknown): Promise<Job> {
    await ask(body === undefined ? { method, path } : { method, path, body }, ANYTHING);
    return get(jobPath(jobId), decodeJob);
  }

  const sendCsv = (path: string, csv: string) =>
    ask({ method: "POST", path, body: csv, contentType: "text/csv" }, decodeCsvReport);

  return {
    jobs: () => get(JOBS, decodeJobs),
    job: (id) => get(jobPath(id), decodeJob),
    cancel: (id) => act(id, "DELETE", jobPath(id)),
    revise: (id, listing_spec) => act(id, "PATCH", jobPath(id), { listing_spec }),
    withdraw: (id, marketplaces) =>
      act(id, "POST", `${jobPath(id)}/withdraw`, marketplaces === undefined ? {} : { marketplaces }),
    sold: (id, marketplace) => act(id, "POST", `${jobPath(id)}/sold`, { marketplace }),
    retry: (id, marketplace) => act(id, "POST", `${partPath(id, marketplace)}/retry`, {}),
    confirm: (id, marketplace, link) =>
      act(id, "POST", `${partPath(id, marketplace)}/confirm`, { link }),
    takenDown: (id, marketplace) => act(id, "POST", `${partPath(id, marketplace)}/taken-down`, {}),
    connections: () => get(CONNECTIONS, decodeConnections),
    connect: (marketplace) =>
      ask({ method: "POST", path: `${connectionPath(marketplace)}/connect`, body: {} }, decodeConnectStarted),
    disconnect: async (marketplace) =>
      void (await ask({ method: "DELETE", path: connectionPath(marketplace) }, ANYTHING)),
    sendItems: (csv, isRehearsal) => sendCsv(`${JOBS}/csv${isRehearsal ? "?dry_run=true" : ""}`, csv),
    importItems: (csv) => sendCsv(`${ROOT}/items/csv`, csv),
  };
}
