import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./styles.css";

const root = document.querySelector("#root");
if (root === null) throw new Error("The page has no element #root to draw in.");
createRoot(root).render(
  <StrictMode>
    <App openSocket={(address) => new WebSocket(address)} />
  </StrictMode>,
);
