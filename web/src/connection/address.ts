export interface Resume {
  sessionId: string;
  /** Opens the conversation again, also where the browser keeps no cookie; null before the first greeting. */
  sessionToken: string | null;
  /** The last event already seen; 0 asks for the whole log. */
  lastSeq: number;
}

/** The address of the chat socket on the origin that served the page. */
export function socketAddress(page: Pick<Location, "protocol" | "host">, resume: Resume): string {
  const scheme = page.protocol === "https:" ? "wss" : "ws";
  const query = new URLSearchParams({
    session_id: resume.sessionId,
    last_seq: String(resume.lastSeq),
    // What waits together, such as a long log, comes in few messages.
    frames: "lines",
  });
  if (resume.sessionToken !== null) query.set("session_token", resume.sessionToken);
  return `${scheme}://${page.host}/ws/chat?${query.toString()}`;
}
