import { act, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "../App";
import type { EventArchive } from "../conversation/eventArchive";
import type { Language } from "../messages/translate";
import { pageStorage } from "../storage/pageStorage";
import { versionWatch } from "../version/versionWatch";
import { fakeServer } from "./fakeServer";
import { fakeSockets } from "./fakeSocket";
import { speak } from "./messages";
import { tusServer } from "./tusServer";

/** Changes are drawn on the next frame. */
export async function nextFrame(): Promise<void> {
  await act(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));
}

interface Opening {
  archive?: EventArchive | null;
  /** Of the one file that is sent. */
  fileSize?: number;
  language?: Language;
  /** The one language that can be fetched; any when absent. */
  only?: Language;
}

/** The page with a server that is the test. */
export function openApp(
  openStorage: () => Storage = () => localStorage,
  { archive = null, fileSize = 0, language = "en", only }: Opening = {},
) {
  const sockets = fakeSockets();
  const server = fakeServer();
  const files = tusServer(fileSize);
  const version = versionWatch(server.fetch, null);
  const storage = pageStorage(openStorage);
  const view = render(
    <App
      openSocket={sockets.open}
      fetch={server.fetch}
      transport={files.transport}
      storage={storage}
      archive={archive}
      version={version}
      opening={speak(language)}
      loadLanguage={(chosen) => Promise.resolve(speak(only ?? chosen))}
    />,
  );
  const latest = () => {
    const socket = sockets.opened.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  };
  const deliver = async (...frames: unknown[]) => {
    for (const frame of frames) latest().deliver(frame);
    await nextFrame();
  };
  const greet = async (last_seq = 0) => {
    latest().accept();
    await deliver({ type: "connected", data: { last_seq } });
  };
  return { ...view, deliver, files, greet, latest, server, sockets, user: userEvent.setup() };
}
