import { decodeField, decodeForm } from "./decodeListing";
import { asFields, asList, asText, asWords, type Fields } from "./fields";
import type { Job, JobAction, JobProgress, MarketplaceJob } from "./selling";

function decodeAction(value: unknown): JobAction | null {
  const fields = asFields(value) ?? {};
  const kind = asWords(fields["kind"]);
  if (kind === null) return null;
  return {
    kind,
    message: asWords(fields["message"]) ?? "",
    form_url: asWords(fields["form_url"]),
    fields: asList(fields["fields"], decodeField),
    photo_urls: asList(fields["photo_urls"], asWords),
    photo_zip_url: asWords(fields["photo_zip_url"]),
    text: asText(fields["text"]) || null,
    checklist: asList(fields["checklist"], asWords),
    expires_at: asWords(fields["expires_at"]),
  };
}

function decodeMarketplaceJob(value: unknown): MarketplaceJob | null {
  const fields = asFields(value) ?? {};
  const marketplace = asWords(fields["marketplace"]);
  const status = asWords(fields["status"]);
  if (marketplace === null || status === null) return null;
  return {
    marketplace,
    status,
    listing_id: asWords(fields["listing_id"]),
    confirmation_link: asWords(fields["confirmation_link"]),
    posted_at: asWords(fields["posted_at"]),
    updated_at: asWords(fields["updated_at"]) ?? "",
    message: asWords(fields["message"]),
    error_code: asWords(fields["error_code"]),
    action: decodeAction(fields["action"]),
    confirmed_by: asWords(fields["confirmed_by"]),
  };
}

/** Reads where a job stands; null without an id and a state. */
export function decodeProgressOfJob(fields: Fields): JobProgress | null {
  const jobId = asWords(fields["job_id"]);
  const status = asWords(fields["status"]);
  if (jobId === null || status === null) return null;
  // HTTP calls the same list by either name.
  const results = fields["marketplace_results"] ?? fields["marketplace_jobs"];
  return {
    job_id: jobId,
    status,
    marketplace_results: asList(results, decodeMarketplaceJob),
    message: asWords(fields["message"]) ?? asWords(asFields(fields["error"])?.["message"]),
  };
}

/** Reads a job with what it lists; null without an id and a state. */
export function decodeJob(value: unknown): Job | null {
  const fields = asFields(value) ?? {};
  const progress = decodeProgressOfJob(fields);
  if (progress === null) return null;
  return {
    ...progress,
    form: decodeForm(fields["listing_spec"]),
    created_at: asWords(fields["created_at"]) ?? "",
    updated_at: asWords(fields["updated_at"]) ?? "",
    sold_at: asWords(fields["sold_at"]),
    sold_on: asWords(fields["sold_on"]),
  };
}

/** Reads a seller's jobs; null when there is no list. */
export function decodeJobs(value: unknown): Job[] | null {
  const given = asFields(value)?.["jobs"];
  return Array.isArray(given) ? asList(given, decodeJob) : null;
}
