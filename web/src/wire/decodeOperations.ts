import { asChoice, asFields, asList, asNumber, asWords } from "./fields";
import type { Operation, OperationName } from "./types";

const OPERATION_NAMES = [
  "set",
  "add",
  "exclude",
  "remove",
  "reset",
] as const satisfies readonly OperationName[];

function decodeOperation(value: unknown): Operation | null {
  const fields = asFields(value) ?? {};
  const op = asChoice(fields["op"], OPERATION_NAMES);
  if (op === null) return null;
  const given = fields["value"];
  const words = Array.isArray(given) ? asList(given, asWords) : asWords(given);
  return { op, slot: asWords(fields["slot"]), value: words ?? asNumber(given) };
}

/** Reads changes to a requirement; null when there are none, or one of them is not understood. */
export function decodeOperations(value: unknown): Operation[] | null {
  const operations = asList(value, decodeOperation);
  const isWhole = Array.isArray(value) && operations.length === value.length;
  return isWhole && operations.length > 0 ? operations : null;
}
