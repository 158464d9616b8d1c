import { decodeProduct } from "./decodeProduct";
import { asCount, asFields, asList, asWords, type Fields } from "./fields";
import type { Notice } from "./model";

/** A piece of news in the inbox. */
export interface InboxItem extends Notice {
  isRead: boolean;
}

export interface Inbox {
  /** Newest first. */
  items: InboxItem[];
  /** How many were not read, also of those that are not listed. */
  unread: number;
}

/** Reads a piece of news; null without an id or words. */
export function decodeNotice(fields: Fields): Notice | null {
  const noticeId = asWords(fields["notice_id"]);
  const message = asWords(fields["message"]);
  if (noticeId === null || message === null) return null;
  return {
    notice_id: noticeId,
    message,
    reason: asWords(fields["reason"]),
    created_at: asWords(fields["created_at"]) ?? "",
    products: asList(fields["products"], decodeProduct),
    job_id: asWords(fields["job_id"]),
  };
}

function decodeItem(value: unknown): InboxItem | null {
  const fields = asFields(value) ?? {};
  const notice = decodeNotice(fields);
  return notice === null ? null : { ...notice, isRead: asWords(fields["read_at"]) !== null };
}

/** Reads the inbox; null when there is no list in it. */
export function decodeInbox(value: unknown): Inbox | null {
  const fields = asFields(value) ?? {};
  if (!Array.isArray(fields["items"])) return null;
  const items = asList(fields["items"], decodeItem);
  const listed = items.filter(({ isRead }) => !isRead).length;
  return { items, unread: Math.max(asCount(fields["unread"]) ?? 0, listed) };
}
