import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { pageStorage } from "./storage/pageStorage";
import "./styles.css";

const root = document.querySelector("#root");
if (root === null) throw new Error("The page has no element #root to draw in.");
const storage = pageStorage(() => window.localStorage);
createRoot(root).render(
  <StrictMode>
    <App openSocket={(address) => new WebSocket(address)} storage={storage} />
  </StrictMode>,
);
