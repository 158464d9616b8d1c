import { useContext, useEffect, useState } from "react";
import { MediaContext } from "../media/MediaContext";
import type { QualityHint } from "../media/types";
import { useMessages } from "../messages/MessagesContext";

/** What could be better about a photo, in a sentence each. */
export function PhotoHints({ hints }: { hints: readonly QualityHint[] }) {
  const t = useMessages();
  if (hints.length === 0) return null;
  return (
    <ul aria-label={t("media.hints")} className="flex max-w-56 flex-col gap-0.5 text-sm text-muted">
      {hints.map((hint) => (
        <li key={hint}>{t(`media.hint_${hint}`)}</li>
      ))}
    </ul>
  );
}

/** The same of a photo by its key, asked for once it is there; nothing where nobody can say. */
export function PhotoHintsOf({ s3Key }: { s3Key: string }) {
  const media = useContext(MediaContext);
  const [hints, setHints] = useState<readonly QualityHint[]>([]);
  useEffect(() => {
    let isWanted = true;
    const keep = (found: readonly QualityHint[]) => {
      if (isWanted) setHints(found);
    };
    media?.api.photoHints(s3Key).then(keep, () => undefined);
    return () => {
      isWanted = false;
    };
  }, [media, s3Key]);
  return <PhotoHints hints={hints} />;
}
