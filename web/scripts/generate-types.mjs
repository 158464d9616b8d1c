/**
 * Writes src/wire/types.ts and src/wire/usualWeights.ts from the JSON Schema of the wire in docs/schema.
 *
 * With --check it writes nothing and fails when a file is stale.
 */
import { readFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";
import { writeOrCheck } from "./generated.mjs";

const SCHEMA_FOLDER = new URL("../../docs/schema/", import.meta.url);
const OUTPUT = new URL("../src/wire/types.ts", import.meta.url);
const WEIGHTS = new URL("../src/wire/usualWeights.ts", import.meta.url);
const BANNER = "/* Generated from docs/schema by `npm run types`. Do not edit. */";

async function readSchema(name) {
  return JSON.parse(await readFile(new URL(name, SCHEMA_FOLDER), "utf8"));
}

/** Drops what makes a TypeScript alias of every property: its title, and words beside a reference. */
function plainProperty({ title: _title, ...property }) {
  return property.$ref ? { $ref: property.$ref } : property;
}

function withPlainProperties(schema) {
  return schema.properties
    ? { ...schema, properties: mapValues(schema.properties, plainProperty) }
    : schema;
}

/** A decoded event holds every field: those with a default are not in the schema's `required`. */
function withEveryFieldRequired(schema) {
  return schema.properties ? { ...schema, required: Object.keys(schema.properties) } : schema;
}

function mapValues(entries, change) {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, change(value)]));
}

function mergeDocuments(events, frames) {
  const { $schema: _dialect, $defs: eventDefinitions, ...serverEvent } = events;
  const { $schema: _same, $defs: frameDefinitions, ...clientFrame } = frames;
  return {
    $defs: {
      ...mapValues(frameDefinitions, withPlainProperties),
      ...mapValues(eventDefinitions, (schema) => withEveryFieldRequired(withPlainProperties(schema))),
      ServerEvent: { oneOf: serverEvent.oneOf, title: "ServerEvent" },
      ClientFrame: withPlainProperties(clientFrame),
    },
    description: "Everything that travels over the socket.",
    anyOf: [{ $ref: "#/$defs/ServerEvent" }, { $ref: "#/$defs/ClientFrame" }],
  };
}

async function generate() {
  const document = mergeDocuments(await readSchema("events.json"), await readSchema("frames.json"));
  return compile(document, "WireMessage", {
    additionalProperties: false,
    bannerComment: BANNER,
    maxItems: -1,
    style: { printWidth: 100 },
  });
}

/** How much each part of the ranking counts while nobody says otherwise. */
async function usualWeights() {
  const { default: usual } = await readSchema("ranking_criteria.json");
  const lines = Object.entries(usual).map(([name, weight]) => `  ${name}: ${weight},`);
  return [BANNER, "", "export const USUAL_WEIGHTS = {", ...lines, "} as const;", ""].join("\n");
}

const files = new Map([
  [OUTPUT, await generate()],
  [WEIGHTS, await usualWeights()],
]);
await writeOrCheck(files, "npm run types");
