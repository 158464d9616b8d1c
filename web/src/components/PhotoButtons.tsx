import { type ChangeEvent, type ReactNode, useRef } from "react";
import { type Given, givenFiles } from "../media/attachments";
import { useMessages } from "../messages/MessagesContext";
import { CameraIcon, MicIcon, PhotoIcon } from "./mediaIcons";

interface PickProps {
  label: string;
  accept: string;
  multiple: boolean;
  /** Opens the camera of a phone in place of its files. */
  capture?: "environment";
  icon: ReactNode;
  onFiles: (given: Given[]) => void;
}

/** A button that opens the chooser of the browser. */
function Pick({ label, accept, multiple, capture, icon, onFiles }: PickProps) {
  const input = useRef<HTMLInputElement>(null);
  function onChange(event: ChangeEvent<HTMLInputElement>): void {
    const given = givenFiles(event.target.files ?? []);
    // The same file may be chosen again after it was taken out.
    event.target.value = "";
    if (given.length > 0) onFiles(given);
  }
  return (
    <>
      <button type="button" className="button-quiet flex items-center gap-2" onClick={() => input.current?.click()}>
        {icon}
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        multiple={multiple}
        {...(capture === undefined ? {} : { capture })}
        onChange={onChange}
      />
    </>
  );
}

/** Whether the device is held in a hand, so that its camera can look at a thing. */
function hasCameraAtHand(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}

const PHOTOS = "image/*,.heic,.heif";
const RECORDINGS = "audio/*,.m4a,.amr,.opus";

export interface PhotoButtonsProps {
  onFiles: (given: Given[]) => void;
  /** Whether recordings may be chosen as well. */
  withRecordings?: boolean;
}

/** The ways to bring photos: the camera of a phone, and files. */
export function PhotoButtons({ onFiles, withRecordings = false }: PhotoButtonsProps) {
  const t = useMessages();
  return (
    <div className="flex flex-wrap gap-2.5">
      {hasCameraAtHand() && (
        <Pick
          label={t("media.take_photo")}
          accept="image/*"
          multiple={false}
          capture="environment"
          icon={<CameraIcon />}
          onFiles={onFiles}
        />
      )}
      <Pick label={t("media.choose_photo")} accept={PHOTOS} multiple icon={<PhotoIcon />} onFiles={onFiles} />
      {withRecordings && (
        <Pick
          label={t("media.choose_recording")}
          accept={RECORDINGS}
          multiple={false}
          icon={<MicIcon />}
          onFiles={onFiles}
        />
      )}
    </div>
  );
}
