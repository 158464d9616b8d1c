import { problemText } from "../format/attachment";
import { formatSeconds } from "../format/seconds";
import type { Attachment } from "../media/types";
import { useMessages } from "../messages/MessagesContext";
import { CloseIcon } from "./icons";
import { MicIcon } from "./mediaIcons";
import { PhotoHintsOf } from "./PhotoHints";

export interface AttachmentStripProps {
  attachments: readonly Attachment[];
  onRemove: (id: string) => void;
  onRetry: (id: string) => void;
  /** Whether it says what could be better about each photo. */
  withHints?: boolean;
}

function Preview({ item }: { item: Attachment }) {
  if (item.previewUrl === null) {
    return (
      <span className="flex size-20 flex-col items-center justify-center gap-1 rounded-2xl bg-sunken text-sm text-muted tabular-nums">
        <MicIcon />
        {item.seconds !== null && formatSeconds(item.seconds)}
      </span>
    );
  }
  return <img src={item.previewUrl} alt="" className="size-20 rounded-2xl bg-sunken object-cover" />;
}

/** How far a file is: a bar while it is sent, a sentence when that stopped. */
function Progress({ item, onRetry }: { item: Attachment; onRetry: (id: string) => void }) {
  const t = useMessages();
  if (item.status === "ready") return null;
  if (item.problem !== null) {
    return (
      <p role="alert" className="max-w-56 text-sm text-alert">
        {problemText(item.problem, t)}{" "}
        <button type="button" className="min-h-8 underline underline-offset-2" onClick={() => onRetry(item.id)}>
          {t("media.again")}
        </button>
      </p>
    );
  }
  return (
    <>
      <progress
        aria-label={t("media.progress", { name: item.name })}
        className="upload-bar h-1.5 w-20"
        max={1}
        value={item.progress}
      />
      {item.status === "waiting" && <p className="max-w-40 text-sm text-muted">{t("media.waiting")}</p>}
    </>
  );
}

/** The files that are about to go with something, each with how far it is and a way to take it out. */
export function AttachmentStrip({ attachments, onRemove, onRetry, withHints = false }: AttachmentStripProps) {
  const t = useMessages();
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={t("media.attached")} className="flex flex-wrap gap-3">
      {attachments.map((item) => (
        <li key={item.id} className="flex flex-col gap-1.5">
          <span className="relative self-start">
            <Preview item={item} />
            <button
              type="button"
              aria-label={t("media.remove", { name: item.name })}
              className="absolute -end-2 -top-2 grid size-8 place-items-center rounded-full border border-line bg-surface text-muted shadow-sm after:absolute after:-inset-1.5 hover:text-ink"
              onClick={() => onRemove(item.id)}
            >
              <CloseIcon />
            </button>
          </span>
          <Progress item={item} onRetry={onRetry} />
          {withHints && item.reference !== null && <PhotoHintsOf s3Key={item.reference.s3_key} />}
        </li>
      ))}
    </ul>
  );
}
