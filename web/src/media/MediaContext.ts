import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { BROWSER_CLOCK } from "../connection/clock";
import { newId } from "../identity/identity";
import { type Attachments, createAttachments } from "./attachments";
import type { MediaApi } from "./mediaApi";
import type { Transport } from "./transport";
import type { Attachment, Capabilities, MediaKind } from "./types";

export interface MediaServices {
  api: MediaApi;
  transport: Transport;
}

/** What takes photos and recordings in; null where nothing does. */
export const MediaContext = createContext<MediaServices | null>(null);

export const NO_MEDIA: Capabilities = { photos: false, recordings: false };

/** What is understood here; nothing until the server has said so. Asked once `isReady` holds. */
export function useCapabilities(isReady: boolean): Capabilities {
  const media = useContext(MediaContext);
  const [known, setKnown] = useState(NO_MEDIA);
  useEffect(() => {
    if (media === null || !isReady) return undefined;
    let isWanted = true;
    const keep = (told: Capabilities) => {
      if (isWanted) setKnown(told);
    };
    // Without an answer nothing is offered; the next visit asks again.
    media.api.capabilities().then(keep, () => undefined);
    return () => {
      isWanted = false;
    };
  }, [media, isReady]);
  return known;
}

const NOTHING: readonly Attachment[] = [];
const NOBODY = () => () => undefined;

/** The files of one place of the page; they go with it. */
export function useAttachments(
  accepts: readonly MediaKind[],
  most: number,
): { store: Attachments | null; attachments: readonly Attachment[] } {
  const media = useContext(MediaContext);
  const [store] = useState(() =>
    media === null
      ? null
      : createAttachments({
          api: media.api,
          transport: media.transport,
          clock: BROWSER_CLOCK,
          random: Math.random,
          newId: () => newId("file"),
          accepts,
          most,
          preview: {
            open: (file) => URL.createObjectURL(file),
            close: (url) => URL.revokeObjectURL(url),
          },
        }),
  );
  const attachments = useSyncExternalStore(store?.subscribe ?? NOBODY, store?.getSnapshot ?? (() => NOTHING));
  return { store, attachments };
}
