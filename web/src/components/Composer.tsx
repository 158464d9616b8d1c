import { type FormEvent, type KeyboardEvent, type RefObject, Suspense, useId, useState } from "react";
import { NO_MEDIA } from "../media/MediaContext";
import type { Capabilities } from "../media/types";
import { useFileDrop, useFilePaste } from "../media/useFileDrop";
import { useMessages } from "../messages/MessagesContext";
import type { Draft } from "../storage/drafts";
import type { Media } from "../wire/model";
import { PlusIcon, SendIcon, StopIcon } from "./icons";
import { lazyPart } from "./lazyPart";
import { type Composing, useComposing } from "./useComposing";

const AttachmentTray = lazyPart(async () => (await import("./AttachmentTray")).AttachmentTray);
const VoiceButton = lazyPart(async () => (await import("./VoiceButton")).VoiceButton);

/** The server refuses longer ones. */
const MAX_CHARACTERS = 5_000;
const COUNT_FROM = 4_500;

export interface ComposerProps {
  ref: RefObject<HTMLTextAreaElement | null>;
  /** What stood in the box when the page was left. */
  draft: Draft;
  /** Leaves the last message as it was said; null while none is being said otherwise. */
  onKeep?: (() => void) | null;
  /** Whether the next message answers a question. */
  isAnswer: boolean;
  isOffline: boolean;
  /** Whether nothing more can be said here. */
  isClosed: boolean;
  /** Whether there is work to stop. */
  canStop: boolean;
  /** What else than words is understood; nothing when absent. */
  capabilities?: Capabilities;
  onSay: (text: string, media: readonly Media[]) => void;
  onStop: () => void;
}

function sends(event: KeyboardEvent): boolean {
  // Enter also ends the composing of a character in many scripts.
  return event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing;
}

const ROUND_BUTTON = "grid size-11 shrink-0 place-items-center rounded-full transition-opacity";

interface ButtonsProps {
  canStop: boolean;
  canSend: boolean;
  onStop: () => void;
}

/** While something is worked on the way to stop it, and the way to send once there are words. */
function Buttons({ canStop, canSend, onStop }: ButtonsProps) {
  const t = useMessages();
  return (
    <>
      {canStop && (
        <button
          type="button"
          aria-label={t("composer.stop")}
          title={t("composer.stop_key")}
          onClick={onStop}
          className={`${ROUND_BUTTON} bg-sunken text-ink hover:bg-line`}
        >
          <StopIcon />
        </button>
      )}
      {(canSend || !canStop) && (
        <button
          type="submit"
          aria-label={t("composer.send")}
          disabled={!canSend}
          className={`${ROUND_BUTTON} bg-accent text-on-accent disabled:opacity-30`}
        >
          <SendIcon />
        </button>
      )}
    </>
  );
}

/** Says that the last message is about to be taken back. */
function Rewriting({ onKeep }: { onKeep: () => void }) {
  const t = useMessages();
  return (
    <p className="mb-2 flex flex-wrap items-center justify-between gap-x-3 rounded-2xl border border-line bg-sunken ps-5 pe-3 text-sm">
      <span className="py-2">{t("composer.rewriting")}</span>
      <button
        type="button"
        className="min-h-11 px-2 text-accent underline underline-offset-2"
        onClick={onKeep}
      >
        {t("composer.keep")}
      </button>
    </p>
  );
}

/** Shows and hides the ways to attach something. */
function AttachButton({ isOpen, onToggle, label }: { isOpen: boolean; onToggle: () => void; label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-expanded={isOpen}
      onClick={onToggle}
      className={`${ROUND_BUTTON} -ms-3.5 text-muted hover:bg-sunken hover:text-ink`}
    >
      <PlusIcon />
    </button>
  );
}

interface AboveProps extends Pick<ComposerProps, "isOffline" | "onKeep"> {
  composing: Composing;
  isOpen: boolean;
  withRecordings: boolean;
}

/** What stands above the box. */
function Above({ composing, isOffline, isOpen, onKeep, withRecordings }: AboveProps) {
  const t = useMessages();
  const { add, attachments, isHeld, leftOut, store } = composing;
  const hasTray = isOpen || attachments.length > 0 || leftOut > 0;
  return (
    <>
      {isOffline && (
        <p className="pb-2 text-center text-sm text-muted">
          {t("composer.offline")}
        </p>
      )}
      {onKeep && <Rewriting onKeep={onKeep} />}
      {store !== null && hasTray && (
        <Suspense fallback={null}>
          <AttachmentTray
            attachments={attachments}
            leftOut={leftOut}
            isHeld={isHeld}
            isOpen={isOpen}
            withRecordings={withRecordings}
            onFiles={add}
            onRemove={store.remove}
            onRetry={store.retry}
          />
        </Suspense>
      )}
    </>
  );
}

interface BoxProps extends Pick<ComposerProps, "isAnswer" | "isClosed" | "ref"> {
  text: string;
  onWrite: (text: string) => void;
  onSend: () => void;
}

/** What is written in. */
function Box({ isAnswer, isClosed, ref, text, onWrite, onSend }: BoxProps) {
  const t = useMessages();
  const id = useId();

  function onKeyDown(event: KeyboardEvent): void {
    if (!sends(event)) return;
    event.preventDefault();
    onSend();
  }

  return (
    <>
      <label htmlFor={id} className="sr-only">
        {t(isAnswer ? "composer.answer" : "composer.message")}
      </label>
      <textarea
        ref={ref}
        id={id}
        rows={1}
        value={text}
        maxLength={MAX_CHARACTERS}
        disabled={isClosed}
        enterKeyHint="send"
        autoComplete="off"
        placeholder={t(isAnswer ? "composer.answer_hint" : "composer.message_hint")}
        className="field-sizing-content max-h-40 min-h-11 w-full min-w-0 resize-none bg-transparent py-2.5 text-base leading-6 outline-none placeholder:text-muted"
        onChange={(event) => onWrite(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {text.length >= COUNT_FROM && (
        <span className="pb-3 text-xs text-muted tabular-nums">
          {t.rich("composer.characters_left", { count: MAX_CHARACTERS - text.length })}
        </span>
      )}
    </>
  );
}

/** The box to write in, at the bottom of the screen; photos may be dropped on it. */
export function Composer(props: ComposerProps) {
  const { ref, draft, isAnswer, isOffline, isClosed, canStop, onKeep, onSay, onStop } = props;
  const { capabilities = NO_MEDIA } = props;
  const t = useMessages();
  const [isOpen, setIsOpen] = useState(false);
  const composing = useComposing({ draft, capabilities, isClosed, onSay });
  const { handlers, isOver } = useFileDrop(composing.add);
  useFilePaste(capabilities.photos, composing.add);

  function send(): void {
    setIsOpen(false);
    composing.submit();
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    send();
  }

  return (
    <div className="sticky bottom-(--covered,0px) z-10 bg-linear-to-t from-paper from-70% to-paper/0 pt-4">
      <div className="mx-auto w-full max-w-4xl safe-x safe-bottom" {...(capabilities.photos ? handlers : {})}>
        <Above
          composing={composing}
          isOffline={isOffline}
          isOpen={isOpen}
          onKeep={onKeep ?? null}
          withRecordings={capabilities.recordings}
        />
        <form
          aria-label={t("composer.form")}
          onSubmit={onSubmit}
          className={`relative flex items-end gap-2 rounded-[1.75rem] border bg-surface p-1.5 ps-5 shadow-sm transition-colors focus-within:border-accent ${isOver ? "border-accent" : "border-line"}`}
        >
          {capabilities.photos && (
            <AttachButton
              isOpen={isOpen}
              onToggle={() => setIsOpen(!isOpen)}
              label={t(capabilities.recordings ? "composer.attach_any" : "composer.attach")}
            />
          )}
          <Box ref={ref} isAnswer={isAnswer} isClosed={isClosed} text={composing.text} onWrite={composing.write} onSend={send} />
          {capabilities.recordings && !isClosed && (
            <Suspense fallback={null}>
              <VoiceButton onRecorded={composing.speak} />
            </Suspense>
          )}
          <Buttons canStop={canStop} canSend={composing.canSend} onStop={onStop} />
        </form>
      </div>
    </div>
  );
}
