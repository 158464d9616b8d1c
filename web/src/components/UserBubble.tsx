import { copyAddress } from "../media/types";
import { useMessages } from "../messages/MessagesContext";
import type { Media } from "../wire/model";
import { MicIcon } from "./mediaIcons";

export interface UserBubbleProps {
  text: string;
  media?: readonly Media[];
  /** The words of a recording, once they are known. */
  heard?: string | null;
}

function Attached({ media }: { media: readonly Media[] }) {
  const t = useMessages();
  const photos = media.filter(({ media_type: kind }) => kind === "image");
  return photos.map(({ s3_key: key }) => (
    <img
      key={key}
      src={copyAddress(key)}
      alt={t("media.photo")}
      className="max-h-56 max-w-[70%] self-end rounded-3xl bg-sunken object-contain"
    />
  ));
}

/** What the person said and showed. */
export function UserBubble({ text, media = [], heard = null }: UserBubbleProps) {
  const t = useMessages();
  const isSpoken = media.some(({ media_type: kind }) => kind === "audio");
  const words = [text, heard ?? ""].filter((part) => part !== "").join(" ");
  return (
    <div className="flex flex-col items-end gap-2">
      <Attached media={media} />
      {(words !== "" || isSpoken) && (
        <p className="flex max-w-[85%] items-start gap-2 rounded-3xl rounded-ee-lg bg-tint px-4 py-2.5 wrap-anywhere whitespace-pre-wrap sm:max-w-[70%]">
          {isSpoken && <MicIcon />}
          <span>
            <span className="sr-only">{t("conversation.you_said")} </span>
            {words === "" ? t("media.recording") : words}
          </span>
        </p>
      )}
    </div>
  );
}
