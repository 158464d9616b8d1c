import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { pageStorage } from "./storage/pageStorage";
import "./styles.css";

const root = document.querySelector("#root");
if (root === null) throw new Error("The page has no element #root to draw in.");
const storage = pageStorage(() => window.localStorage);
const openSocket = (address: string) => new WebSocket(address);
const ask: typeof window.fetch = (path, init) => window.fetch(path, init);
createRoot(root).render(
  <StrictMode>
    <App openSocket={openSocket} fetch={ask} storage={storage} />
  </StrictMode>,
);
