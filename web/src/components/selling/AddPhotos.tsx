import { useEffect, useEffectEvent, useState } from "react";
import { references } from "../../media/attachments";
import { useAttachments, useCapabilities } from "../../media/MediaContext";
import type { Attachment } from "../../media/types";
import { useMessages } from "../../messages/MessagesContext";
import { PhotoIntake } from "../PhotoIntake";

/** As many as any marketplace takes. */
const MOST_AT_ONCE = 24;

/** Takes more photos of the item in; each joins the listing once it is there. */
export function AddPhotos({ onPhotos }: { onPhotos: (keys: string[]) => void }) {
  const t = useMessages();
  const { photos: isUnderstood } = useCapabilities(true);
  const { store, attachments } = useAttachments(["image"], MOST_AT_ONCE);
  const [leftOut, setLeftOut] = useState(0);

  const join = useEffectEvent((sent: readonly Attachment[]) => {
    // They join in the order in which they were given, whichever is there first.
    const settled = sent.findIndex(({ status }) => status === "sending" || status === "waiting");
    const ready = sent.slice(0, settled < 0 ? sent.length : settled).filter(({ reference }) => reference !== null);
    if (ready.length === 0) return;
    onPhotos(references(ready).map(({ s3_key: key }) => key));
    for (const { id } of ready) store?.remove(id);
  });
  useEffect(() => join(attachments), [attachments]);

  if (store === null || !isUnderstood) return null;
  return (
    <>
      <PhotoIntake store={store} attachments={attachments} onLeftOut={setLeftOut} />
      {leftOut > 0 && (
        <p role="alert" className="text-sm text-alert">
          {t("listing.photos_left_out", { count: leftOut })}
        </p>
      )}
    </>
  );
}
