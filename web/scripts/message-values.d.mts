/** What a message in ICU MessageFormat takes. */
export interface Taken {
  /** The type of each value by its name. */
  values: Record<string, "string" | "number" | "Date">;
  tags: string[];
}

export function valuesOf(message: string): Taken;
export function faultsOf(english: Record<string, string>, own: Record<string, string>): string[];
