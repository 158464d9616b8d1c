import { asCount, asFields, asList, asWords } from "./fields";
import type { CsvReport, CsvRow, MarketplaceConnection } from "./selling";

function decodeConnection(value: unknown): MarketplaceConnection | null {
  const fields = asFields(value) ?? {};
  const marketplace = asWords(fields["marketplace"]);
  if (marketplace === null) return null;
  return {
    marketplace,
    name: asWords(fields["name"]) ?? marketplace,
    mode: asWords(fields["mode"]) ?? "",
    connected: fields["connected"] === true,
    account_name: asWords(fields["account_name"]),
    simulated: fields["simulated"] === true,
    message: asWords(fields["message"]),
  };
}

/** Reads the marketplaces that can be posted to; null when there is no list. */
export function decodeConnections(value: unknown): MarketplaceConnection[] | null {
  const given = asFields(value)?.["connections"];
  return Array.isArray(given) ? asList(given, decodeConnection) : null;
}

/** How an account is connected: where the seller agrees, or that nothing is left to do. */
export interface ConnectStarted {
  auth_url: string | null;
  connected: boolean;
}

/** Reads how an account is connected; null when it says neither where nor that it is. */
export function decodeConnectStarted(value: unknown): ConnectStarted | null {
  const fields = asFields(value) ?? {};
  const started = { auth_url: asWords(fields["auth_url"]), connected: fields["connected"] === true };
  return started.auth_url === null && !started.connected ? null : started;
}

function decodeRow(value: unknown): CsvRow | null {
  const fields = asFields(value);
  if (fields === null) return null;
  return {
    line: asCount(fields["line"]),
    title: asWords(fields["title"]),
    outcome: asWords(fields["outcome"]) ?? "",
    message: asWords(fields["message"]),
  };
}

/** Reads what became of a file of items; null when there is no list of lines. */
export function decodeCsvReport(value: unknown): CsvReport | null {
  const given = asFields(value)?.["rows"];
  return Array.isArray(given) ? { rows: asList(given, decodeRow) } : null;
}
