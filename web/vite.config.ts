import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const BACKEND = "http://localhost:8000";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "../src/talknshop/orchestrator/page",
    emptyOutDir: true,
    // The content security policy forbids inline scripts and data URLs for them.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { "/ws": { target: BACKEND, ws: true }, "/catalog": BACKEND },
  },
});
