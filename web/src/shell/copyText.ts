/** Copies text, also where the page is not secure; says whether it worked. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "sr-only";
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  // Browsers keep it for pages that are not served securely, which have no other way.
  const isCopied = document.execCommand?.("copy") ?? false;
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}

/** Shares text through the device, where it can; else copies it. */
export async function shareText(text: string): Promise<"shared" | "copied" | "failed"> {
  if (typeof navigator.share !== "function") return (await copyText(text)) ? "copied" : "failed";
  try {
    await navigator.share({ text });
    return "shared";
  } catch (problem) {
    // Whoever closes the device's own dialog has decided.
    if (problem instanceof DOMException && problem.name === "AbortError") return "shared";
    return (await copyText(text)) ? "copied" : "failed";
  }
}
