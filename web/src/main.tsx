import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { eventArchive } from "./conversation/eventArchive";
import { BROWSER_TRANSPORT } from "./media/transport";
import { openingLanguage } from "./messages/languages";
import { loadMessages } from "./messages/loading";
import type { Language } from "./messages/translate";
import { pageStorage } from "./storage/pageStorage";
import { versionWatch } from "./version/versionWatch";
import "./styles.css";

const root = document.querySelector("#root");
if (root === null) throw new Error("The page has no element #root to draw in.");
const storage = pageStorage(() => window.localStorage);
const archive = eventArchive(() => window.indexedDB);
const openSocket = (address: string) => new WebSocket(address);
const ask: typeof window.fetch = (path, init) => window.fetch(path, init);
const isBuilt = import.meta.env.PROD;
const version = versionWatch(ask, isBuilt ? new URL(import.meta.url).pathname : null);
// A part that is fetched on demand goes away with the page it belongs to.
window.addEventListener("vite:preloadError", () => void version.check());
// Browsers offer it to secure pages only; without it the page needs its server to open.
if (isBuilt && "serviceWorker" in navigator) {
  window.addEventListener("load", () => void navigator.serviceWorker.register("/sw.js"));
}
const loadLanguage = (language: Language) => loadMessages(language, navigator.languages);
const opening = await loadLanguage(openingLanguage(storage, navigator.languages)).catch(
  (problem: unknown) => {
    // Without any messages this is all that can be said, in the language most people can read.
    root.textContent = "The page could not be loaded whole. Please reload it.";
    throw problem;
  },
);
createRoot(root).render(
  <StrictMode>
    <App
      openSocket={openSocket}
      fetch={ask}
      transport={BROWSER_TRANSPORT}
      storage={storage}
      archive={archive}
      version={version}
      opening={opening}
      loadLanguage={loadLanguage}
    />
  </StrictMode>,
);
