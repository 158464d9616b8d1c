import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import type { Rating } from "../conversation/state";
import { useMessages } from "../messages/MessagesContext";
import { useStatus } from "../status/StatusContext";
import { ThumbIcon } from "./icons";

const MAX_REASON_CHARACTERS = 2_000;

export interface FeedbackProps {
  /** What the person thinks already, or null. */
  rating: Rating | null;
  onRate: (value: Rating["value"], reason: string | null) => void;
}

interface ThumbProps {
  direction: Rating["value"];
  isPressed: boolean;
  onPress: () => void;
}

function Thumb({ direction, isPressed, onPress }: ThumbProps) {
  const t = useMessages();
  const name = t(direction === "up" ? "feedback.good" : "feedback.bad");
  return (
    <button
      type="button"
      aria-label={name}
      aria-pressed={isPressed}
      title={name}
      onClick={onPress}
      className="grid size-11 place-items-center rounded-full text-muted transition-colors hover:bg-sunken hover:text-ink aria-pressed:text-accent"
    >
      <ThumbIcon direction={direction} isFilled={isPressed} />
    </button>
  );
}

interface ReasonFormProps {
  onSend: (reason: string) => void;
  onClose: () => void;
}

/** The person asked for the field by pressing the thumb right before it. */
function focusAtOnce(input: HTMLInputElement | null): void {
  input?.focus();
}

function ReasonForm({ onSend, onClose }: ReasonFormProps) {
  const t = useMessages();
  const [reason, setReason] = useState("");
  const id = useId();

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (reason.trim() === "") onClose();
    else onSend(reason.trim());
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onClose();
  }

  return (
    <form onSubmit={onSubmit} className="flex max-w-xl flex-wrap items-center gap-2">
      <label htmlFor={id} className="sr-only">
        {t("feedback.reason")}
      </label>
      <input
        id={id}
        ref={focusAtOnce}
        value={reason}
        maxLength={MAX_REASON_CHARACTERS}
        autoComplete="off"
        enterKeyHint="send"
        placeholder={t("feedback.reason_hint")}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-11 min-w-48 flex-1 rounded-full border border-line bg-surface px-4 text-base placeholder:text-muted"
      />
      <button type="submit" className="button-quiet">
        {t(reason.trim() === "" ? "feedback.skip" : "feedback.send")}
      </button>
    </form>
  );
}

/** Whether a reply was any good: two small buttons, and room for a reason. */
export function Feedback({ rating, onRate }: FeedbackProps) {
  const t = useMessages();
  const [isAsking, setIsAsking] = useState(false);
  const status = useStatus();
  const thumbs = useRef<HTMLFieldSetElement>(null);

  function press(value: Rating["value"]): void {
    const asks = value === "down" && !rating?.reason;
    setIsAsking(asks);
    onRate(value, null);
    if (!asks) status.say(t("feedback.thanks"));
  }

  /** The field goes; the keyboard goes back to the thumb that opened it. */
  function close(): void {
    setIsAsking(false);
    status.say(t("feedback.thanks"));
    thumbs.current?.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  }

  function send(reason: string): void {
    close();
    onRate("down", reason);
  }

  const isThanked = rating !== null && !isAsking;
  return (
    <div className="-mt-2 flex flex-col gap-1">
      <fieldset ref={thumbs} className="-ms-3 flex items-center">
        <legend className="sr-only">{t("feedback.question")}</legend>
        <Thumb direction="up" isPressed={rating?.value === "up"} onPress={() => press("up")} />
        <Thumb direction="down" isPressed={rating?.value === "down"} onPress={() => press("down")} />
        {isThanked && <span className="ps-1 text-sm text-muted">{t("feedback.thanks")}</span>}
      </fieldset>
      {isAsking && <ReasonForm onSend={send} onClose={close} />}
    </div>
  );
}
