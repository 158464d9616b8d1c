import { readFile, writeFile } from "node:fs/promises";

/**
 * Writes generated files, by their address; with --check it writes nothing and fails when one is stale.
 *
 * @param {Map<URL, string>} files what should stand in each file
 * @param {string} remedy the command that writes them
 */
export async function writeOrCheck(files, remedy) {
  for (const [address, wanted] of files) {
    if (!process.argv.includes("--check")) {
      await writeFile(address, wanted);
      continue;
    }
    const present = await readFile(address, "utf8").catch(() => "");
    if (present === wanted) continue;
    const name = address.pathname.split("/web/").at(-1);
    console.error(`${name} is stale: run \`${remedy}\` and commit the result.`);
    process.exitCode = 1;
  }
}
