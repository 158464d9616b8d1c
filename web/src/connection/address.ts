export interface Resume {
  userId: string;
  sessionId: string;
  /** The last event already seen; 0 asks for the whole log. */
  lastSeq: number;
}

/** The address of the chat socket on the origin that served the page. */
export function socketAddress(page: Pick<Location, "protocol" | "host">, resume: Resume): string {
  const scheme = page.protocol === "https:" ? "wss" : "ws";
  const query = new URLSearchParams({
    user_id: resume.userId,
    session_id: resume.sessionId,
    last_seq: String(resume.lastSeq),
  });
  return `${scheme}://${page.host}/ws/chat?${query.toString()}`;
}
