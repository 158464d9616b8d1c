import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "vite";

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

async function versionOf(files: readonly string[]): Promise<string> {
  const digest = createHash("sha256");
  for (const file of files) digest.update(await readFile(file));
  return digest.digest("hex").slice(0, 16);
}

/** Builds the service worker once the page stands: it names every file of this version. */
export function serviceWorker(entry: string): Plugin {
  let folder = "";
  return {
    name: "talknshop:service-worker",
    apply: "build",
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    closeBundle: {
      order: "pre",
      sequential: true,
      handler: async () => {
        const files = await filesOf(folder);
        const paths = files
          .map((file) => file.slice(folder.length).replaceAll("\\", "/"))
          .filter((path) => path !== "/index.html" && path !== "/built-from");
        await build({
          configFile: false,
          publicDir: false,
          logLevel: "warn",
          define: {
            FILES: JSON.stringify(paths),
            VERSION: JSON.stringify(await versionOf(files)),
          },
          build: {
            outDir: folder,
            emptyOutDir: false,
            lib: { entry, formats: ["iife"], name: "worker", fileName: () => "sw.js" },
          },
        });
      },
    },
  };
}
