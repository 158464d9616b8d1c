import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useId, useState } from "react";
import { useMessages } from "../messages/MessagesContext";
import type { Draft } from "../storage/drafts";
import { SendIcon, StopIcon } from "./icons";

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
  onSay: (text: string) => void;
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

/** The box to write in, at the bottom of the screen. */
export function Composer(props: ComposerProps) {
  const { ref, draft, isAnswer, isOffline, isClosed, canStop, onKeep = null, onSay, onStop } = props;
  const t = useMessages();
  const [text, setText] = useState(draft.load);
  const id = useId();
  const words = text.trim();
  useEffect(() => draft.follow(setText), [draft]);

  function write(next: string): void {
    setText(next);
    draft.save(next);
  }

  function submit(): void {
    if (words === "" || isClosed) return;
    onSay(words);
    write("");
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    submit();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!sends(event)) return;
    event.preventDefault();
    submit();
  }

  return (
    <div className="sticky bottom-(--covered,0px) z-10 bg-linear-to-t from-paper from-70% to-paper/0 pt-4">
      <div className="mx-auto w-full max-w-4xl safe-x safe-bottom">
        {isOffline && (
          <p className="pb-2 text-center text-sm text-muted">
            {t("composer.offline")}
          </p>
        )}
        {onKeep !== null && <Rewriting onKeep={onKeep} />}
        <form
          aria-label={t("composer.form")}
          onSubmit={onSubmit}
          className="flex items-end gap-2 rounded-[1.75rem] border border-line bg-surface p-1.5 ps-5 shadow-sm transition-colors focus-within:border-accent"
        >
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
            onChange={(event) => write(event.target.value)}
            onKeyDown={onKeyDown}
          />
          {text.length >= COUNT_FROM && (
            <span className="pb-3 text-xs text-muted tabular-nums">
              {t.rich("composer.characters_left", { count: MAX_CHARACTERS - text.length })}
            </span>
          )}
          <Buttons canStop={canStop} canSend={words !== "" && !isClosed} onStop={onStop} />
        </form>
      </div>
    </div>
  );
}
