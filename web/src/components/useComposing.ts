import { useEffect, useRef, useState } from "react";
import { type Given, references } from "../media/attachments";
import { useAttachments } from "../media/MediaContext";
import type { Recording } from "../media/recorder";
import type { Attachment, Capabilities, MediaKind } from "../media/types";
import type { Draft } from "../storage/drafts";
import type { Media } from "../wire/model";

/** With so many photos of one thing, the next adds nothing. */
const MOST_FILES = 5;
const KINDS: readonly MediaKind[] = ["image", "audio"];

export interface ComposingOptions {
  draft: Draft;
  capabilities: Capabilities;
  isClosed: boolean;
  onSay: (text: string, media: readonly Media[]) => void;
}

function isOnItsWay({ status }: Attachment): boolean {
  return status === "sending" || status === "waiting";
}

/** What is about to be said: words, and files that go out with them once they are there. */
export function useComposing({ draft, capabilities, isClosed, onSay }: ComposingOptions) {
  const [text, setText] = useState(draft.load);
  const { store, attachments } = useAttachments(KINDS, MOST_FILES);
  const [leftOut, setLeftOut] = useState(0);
  /** Whether it was sent already and only waits for its files. */
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => draft.follow(setText), [draft]);
  const words = text.trim();
  const isUnderWay = attachments.some(isOnItsWay);
  const ready = references(attachments);
  const canSend = !isClosed && (words !== "" || isUnderWay || ready.length > 0);

  function write(next: string): void {
    setText(next);
    draft.save(next);
  }

  function send(): void {
    setIsHeld(false);
    setLeftOut(0);
    if (words === "" && ready.length === 0) return;
    onSay(words, ready);
    write("");
    store?.clear();
  }

  function submit(): void {
    if (!canSend) return;
    if (isUnderWay) setIsHeld(true);
    else send();
  }

  const sendLatest = useRef(send);
  useEffect(() => {
    sendLatest.current = send;
  });
  useEffect(() => {
    if (!isHeld || store === null) return undefined;
    const look = () => {
      const files = store.getSnapshot();
      if (files.some(isOnItsWay)) return;
      // One that was refused is for the person to see before the rest goes out.
      if (files.some(({ status }) => status === "refused")) setIsHeld(false);
      else sendLatest.current();
    };
    const timer = setTimeout(look, 0);
    const forget = store.subscribe(() => setTimeout(look, 0));
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [isHeld, store]);

  function add(given: readonly Given[]): void {
    const wanted = given.filter(({ file }) => capabilities.recordings || !file.type.startsWith("audio/"));
    setLeftOut((store?.add(wanted) ?? wanted.length) + given.length - wanted.length);
  }

  function speak(recording: Recording): void {
    add([recording]);
    setIsHeld(true);
  }

  return { text, write, submit, canSend, isHeld, attachments, store, add, speak, leftOut };
}

export type Composing = ReturnType<typeof useComposing>;
