import { memo } from "react";
import { type Block, parseProse, type Span } from "../format/prose";

function Line({ spans }: { spans: readonly Span[] }) {
  return spans.map(({ text, isStrong }, index) =>
    isStrong ? <strong key={index}>{text}</strong> : <span key={index}>{text}</span>,
  );
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === "paragraph") {
    return (
      <p>
        {block.lines.map((spans, index) => (
          <span key={index} className="block">
            <Line spans={spans} />
          </span>
        ))}
      </p>
    );
  }
  const items = block.items.map((spans, index) => (
    <li key={index}>
      <Line spans={spans} />
    </li>
  ));
  return block.isOrdered ? (
    <ol className="flex list-decimal flex-col gap-1 ps-6">{items}</ol>
  ) : (
    <ul className="flex list-disc flex-col gap-1 ps-6">{items}</ul>
  );
}

/** A message of the assistant. */
export const AssistantProse = memo(function AssistantProse({ text }: { text: string }) {
  return (
    <div className="flex max-w-2xl flex-col gap-3 text-[1.0625rem] leading-relaxed wrap-anywhere">
      {parseProse(text).map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
});
