import { type FormEvent, type KeyboardEvent, type RefObject, useId, useState } from "react";
import { SendIcon } from "./icons";

/** The server refuses longer ones. */
const MAX_CHARACTERS = 5_000;
const COUNT_FROM = 4_500;

export interface ComposerProps {
  ref: RefObject<HTMLTextAreaElement | null>;
  /** Whether the next message answers a question. */
  isAnswer: boolean;
  isOffline: boolean;
  /** Whether nothing more can be said here. */
  isClosed: boolean;
  onSay: (text: string) => void;
}

function sends(event: KeyboardEvent): boolean {
  // Enter also ends the composing of a character in many scripts.
  return event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing;
}

/** The box to write in, at the bottom of the screen. */
export function Composer({ ref, isAnswer, isOffline, isClosed, onSay }: ComposerProps) {
  const [text, setText] = useState("");
  const id = useId();
  const words = text.trim();

  function submit(): void {
    if (words === "" || isClosed) return;
    onSay(words);
    setText("");
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
    <div className="sticky bottom-0 z-10 bg-linear-to-t from-paper from-70% to-paper/0 pt-4">
      <div className="mx-auto w-full max-w-4xl safe-x safe-bottom">
        {isOffline && (
          <p className="pb-2 text-center text-sm text-muted">
            Reconnecting… What you write now is sent as soon as it works again.
          </p>
        )}
        <form
          onSubmit={onSubmit}
          className="flex items-end gap-2 rounded-[1.75rem] border border-line bg-surface p-1.5 pl-5 shadow-sm transition-colors focus-within:border-accent"
        >
          <label htmlFor={id} className="sr-only">
            {isAnswer ? "Your answer" : "Your message"}
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
            placeholder={isAnswer ? "Type your answer" : "Say what you are looking for"}
            className="field-sizing-content max-h-40 min-h-11 w-full min-w-0 resize-none bg-transparent py-2.5 text-base leading-6 outline-none placeholder:text-muted"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
          {text.length >= COUNT_FROM && (
            <span className="pb-3 text-xs text-muted tabular-nums">
              {MAX_CHARACTERS - text.length}
              <span className="sr-only"> characters left</span>
            </span>
          )}
          <button
            type="submit"
            aria-label="Send"
            disabled={words === "" || isClosed}
            className="grid size-11 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-opacity disabled:opacity-30"
          >
            <SendIcon />
          </button>
        </form>
      </div>
    </div>
  );
}
