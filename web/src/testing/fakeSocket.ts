import type { Socket } from "../connection/connection";

/** A socket whose server is the test. */
export interface FakeSocket extends Socket {
  readonly address: string;
  /** What the page sent, parsed. */
  readonly sent: Record<string, unknown>[];
  isClosed: boolean;
  accept(): void;
  deliver(frame: unknown): void;
  drop(code?: number): void;
}

/** Makes fake sockets and keeps them, the latest last. */
export function fakeSockets(): { opened: FakeSocket[]; open: (address: string) => FakeSocket } {
  const opened: FakeSocket[] = [];
  function open(address: string): FakeSocket {
    const target = new EventTarget();
    const socket: FakeSocket = {
      address,
      sent: [],
      isClosed: false,
      addEventListener: target.addEventListener.bind(target),
      send: (text) => socket.sent.push(JSON.parse(String(text))),
      close: () => {
        socket.isClosed = true;
      },
      accept: () => target.dispatchEvent(new Event("open")),
      deliver: (frame) => {
        const data = typeof frame === "string" ? frame : JSON.stringify(frame);
        target.dispatchEvent(new MessageEvent("message", { data }));
      },
      drop: (code = 1006) => target.dispatchEvent(Object.assign(new Event("close"), { code })),
    };
    opened.push(socket);
    return socket;
  }
  return { opened, open };
}
