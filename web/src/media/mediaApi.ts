import { ask, type Fetch } from "../http/request";
import { asChoice, asCount, asFields, asList, asText, asWords } from "../wire/fields";
import { type Capabilities, type MediaKind, QUALITY_HINTS, type QualityHint, type UploadTarget } from "./types";

/** What the page asks about photos and recordings (docs/wire.md); each fails with a `RequestProblem`. */
export interface MediaApi {
  /** What is understood here. */
  capabilities(): Promise<Capabilities>;
  /** Makes room for a file. */
  announce(file: Blob, name: string, kind: MediaKind): Promise<UploadTarget>;
  /** What a seller could do better about a photo. */
  photoHints(s3Key: string): Promise<QualityHint[]>;
}

const MEDIA = "/media";

function decodeCapabilities(body: unknown): Capabilities | null {
  const fields = asFields(body);
  if (fields === null) return null;
  return { photos: fields["photos"] === true, recordings: fields["recordings"] === true };
}

/** A path is below the address of the media service; a whole address is used as it is. */
function inService(url: string): string {
  return url.startsWith("/") ? MEDIA + url : url;
}

function decodeTarget(body: unknown): UploadTarget | null {
  const fields = asFields(body) ?? {};
  const s3Key = asWords(fields["s3_key"]);
  const url = asWords(fields["upload_url"]);
  if (s3Key === null || url === null) return null;
  const completeUrl = asWords(fields["complete_url"]);
  const given = Object.entries(asFields(fields["fields"]) ?? {});
  const named = given.map(([name, value]) => [name, asText(value) ?? ""] as const);
  return {
    s3Key,
    url: inService(url),
    fields: Object.fromEntries(named),
    completeUrl: completeUrl === null ? null : inService(completeUrl),
    maxBytes: asCount(fields["max_bytes"]) ?? Number.MAX_SAFE_INTEGER,
  };
}

function decodeHints(body: unknown): QualityHint[] | null {
  const quality = asFields(asFields(body)?.["quality"]);
  return quality === null ? null : asList(quality["hints"], (hint) => asChoice(hint, QUALITY_HINTS));
}

/** The media service behind the page. */
export function createMediaApi(fetch: Fetch): MediaApi {
  const post = <Answer>(path: string, read: (body: unknown) => Answer | null, body: unknown) =>
    ask(fetch, { method: "POST", path: MEDIA + path, body }, read);
  return {
    capabilities: () =>
      ask(fetch, { method: "GET", path: "/api/v1/capabilities" }, decodeCapabilities),
    announce: (file, name, media_type) =>
      post("/api/v1/upload-url", decodeTarget, {
        file_name: name,
        // Browsers know no type for some photos of phones; what it is, the server finds out.
        content_type: file.type || "application/octet-stream",
        media_type,
        file_size: file.size,
      }),
    photoHints: (s3_key) =>
      post("/api/v1/extract-image-attributes", decodeHints, { s3_key, extract_text: false }),
  };
}
