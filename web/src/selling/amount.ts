/** An amount as it is written, in the notation of either side of the ocean; null when it is none. */
export function amountOf(text: string): number | null {
  const plain = text.replaceAll(/[^\d.,]/g, "");
  const [, whole = "", , cents = ""] = /^([\d.,]*?)(?:([.,])(\d{1,2}))?$/.exec(plain) ?? [];
  const digits = whole.replaceAll(/[.,]/g, "");
  if (digits === "" && cents === "") return null;
  return Number(`${digits || "0"}.${cents || "0"}`);
}
