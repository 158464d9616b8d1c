import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompress } from "./build/precompress.ts";
import { serviceWorker } from "./build/serviceWorker.ts";

const BACKEND = "http://localhost:8000";

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

export default defineConfig({
  plugins: [react(), tailwindcss(), serviceWorker(here("src/worker/serviceWorker.ts")), precompress()],
  build: {
    outDir: here("../src/talknshop/orchestrator/page"),
    emptyOutDir: true,
    // The content security policy forbids inline scripts and data URLs for them.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { "/ws": { target: BACKEND, ws: true }, "/catalog": BACKEND, "/api": BACKEND },
  },
});
