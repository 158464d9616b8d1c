/** Bytes on their way to the server. */
export interface Sent {
  method: "PATCH" | "HEAD" | "POST";
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Blob | FormData | null;
  signal: AbortSignal;
  /** Called with the bytes that have gone out. */
  onProgress?: (bytes: number) => void;
}

export interface Received {
  status: number;
  header(name: string): string | null;
  body: unknown;
}

/** Sends bytes and tells how many are gone; rejects when the line breaks or nothing moves. */
export type Transport = (sent: Sent) => Promise<Received>;

const LONGEST_STANDSTILL_MS = 30_000;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The browser's own way that tells of progress, which `fetch` cannot. */
export const BROWSER_TRANSPORT: Transport = (sent) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const broken = () => reject(new Error("The line broke."));
    let timer = setTimeout(() => request.abort(), LONGEST_STANDSTILL_MS);
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), LONGEST_STANDSTILL_MS);
    };
    request.open(sent.method, sent.url);
    for (const [name, value] of Object.entries(sent.headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => {
      moved();
      sent.onProgress?.(event.loaded);
    });
    request.addEventListener("load", () =>
      resolve({
        status: request.status,
        header: (name) => request.getResponseHeader(name),
        body: parsed(request.responseText),
      }),
    );
    request.addEventListener("error", broken);
    request.addEventListener("abort", broken);
    request.addEventListener("loadend", () => clearTimeout(timer));
    sent.signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(sent.body);
  });
