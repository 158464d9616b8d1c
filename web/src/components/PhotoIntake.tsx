import { useRef } from "react";
import type { Attachments, Given } from "../media/attachments";
import type { Attachment } from "../media/types";
import { useFileDrop, useFilePasteAround } from "../media/useFileDrop";
import { useMessages } from "../messages/MessagesContext";
import { AttachmentStrip } from "./AttachmentStrip";
import { PhotoButtons } from "./PhotoButtons";

export interface PhotoIntakeProps {
  /** Of `useAttachments(["image"], most)`, which also says what is ready. */
  store: Attachments;
  attachments: readonly Attachment[];
  /** Called with how many files were left out: no photos, or too many. */
  onLeftOut: (count: number) => void;
}

/** A place for the photos of something: dropped, pasted, chosen or taken, each with what could be better. */
export function PhotoIntake({ store, attachments, onLeftOut }: PhotoIntakeProps) {
  const t = useMessages();
  const add = (given: Given[]) => {
    const leftOut = store.add(given);
    if (leftOut > 0) onLeftOut(leftOut);
  };
  const { isOver, handlers } = useFileDrop(add);
  const place = useRef<HTMLDivElement>(null);
  useFilePasteAround(place, add);
  return (
    <div
      ref={place}
      {...handlers}
      className={`flex flex-col gap-4 rounded-2xl border border-dashed p-4 ${isOver ? "border-accent bg-tint" : "border-line"}`}
    >
      <AttachmentStrip
        attachments={attachments}
        onRemove={store.remove}
        onRetry={store.retry}
        withHints
      />
      <p className="text-sm text-muted max-sm:hidden">{t("media.drop")}</p>
      <PhotoButtons onFiles={add} />
    </div>
  );
}
