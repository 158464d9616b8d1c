/** Photos of the media service, by their keys. */

const ID = /^uploads\/[^/]+\/([A-Za-z0-9_-]+)\.[A-Za-z0-9]+$/;

/** The id of an uploaded file; null for a key of another kind. */
export function mediaIdOf(key: string): string | null {
  return ID.exec(key)?.[1] ?? null;
}

/** Where a photo can be seen; null for a key that is none of the media service. */
export function photoAddress(key: string): string | null {
  const id = mediaIdOf(key);
  return id === null ? null : `/media/api/v1/media/${encodeURIComponent(id)}/download`;
}
