/** The assistant's text as blocks: paragraphs and lists, with **strong** words. */

export interface Span {
  text: string;
  isStrong: boolean;
}

export type Block =
  | { kind: "paragraph"; lines: Span[][] }
  | { kind: "list"; isOrdered: boolean; items: Span[][] };

const BULLET = /^\s*[-*•]\s+/;
const NUMBER = /^\s*\d{1,3}[.)]\s+/;

function spans(line: string): Span[] {
  return line
    .split(/\*\*(.+?)\*\*/)
    .map((text, index) => ({ text, isStrong: index % 2 === 1 }))
    .filter(({ text }) => text !== "");
}

function marker(line: string): RegExp | null {
  if (BULLET.test(line)) return BULLET;
  return NUMBER.test(line) ? NUMBER : null;
}

function append(blocks: Block[], line: string): void {
  const last = blocks.at(-1);
  const mark = marker(line);
  if (mark === null) {
    if (last?.kind === "paragraph") last.lines.push(spans(line));
    else blocks.push({ kind: "paragraph", lines: [spans(line)] });
    return;
  }
  const item = spans(line.replace(mark, ""));
  const isOrdered = mark === NUMBER;
  if (last?.kind === "list" && last.isOrdered === isOrdered) last.items.push(item);
  else blocks.push({ kind: "list", isOrdered, items: [item] });
}

/** Splits text into blocks; a blank line ends a paragraph. Markup it does not know stays text. */
export function parseProse(text: string): Block[] {
  return text.split(/\n\s*\n/).flatMap((section) => {
    const blocks: Block[] = [];
    for (const line of section.split("\n")) {
      if (line.trim() !== "") append(blocks, line);
    }
    return blocks;
  });
}
