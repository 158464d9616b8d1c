import type { Given } from "../media/attachments";
import type { Attachment } from "../media/types";
import { useMessages } from "../messages/MessagesContext";
import { AttachmentStrip } from "./AttachmentStrip";
import { PhotoButtons } from "./PhotoButtons";

export interface AttachmentTrayProps {
  attachments: readonly Attachment[];
  leftOut: number;
  isHeld: boolean;
  isOpen: boolean;
  withRecordings: boolean;
  onFiles: (given: Given[]) => void;
  onRemove: (id: string) => void;
  onRetry: (id: string) => void;
}

/** What stands above the box: the files that go with the message, and the ways to add some. */
export function AttachmentTray(props: AttachmentTrayProps) {
  const { attachments, leftOut, isHeld, isOpen, withRecordings, onFiles, onRemove, onRetry } = props;
  const t = useMessages();
  if (attachments.length === 0 && !isOpen && leftOut === 0) return null;
  return (
    <div className="mb-2 flex flex-col gap-3 rounded-3xl border border-line bg-surface p-4 shadow-sm">
      <AttachmentStrip attachments={attachments} onRemove={onRemove} onRetry={onRetry} />
      {isHeld && <output className="text-sm text-muted">{t("composer.when_sent")}</output>}
      {leftOut > 0 && (
        <p role="alert" className="text-sm text-alert">
          {t("composer.left_out", { count: leftOut })}
        </p>
      )}
      {isOpen && <PhotoButtons withRecordings={withRecordings} onFiles={onFiles} />}
    </div>
  );
}
