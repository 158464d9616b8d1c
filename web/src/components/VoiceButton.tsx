import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { formatSeconds } from "../format/seconds";
import { BROWSER_DEVICES, type Devices, type Recording } from "../media/recorder";
import { type Recorder, useRecorder } from "../media/useRecorder";
import { useMessages } from "../messages/MessagesContext";
import { CloseIcon, SendIcon } from "./icons";
import { MicIcon } from "./mediaIcons";

export interface VoiceButtonProps {
  onRecorded: (recording: Recording) => void;
  /** The microphone; the browser's own when absent. */
  devices?: Devices;
}

/** Whoever holds it longer speaks while holding it; a shorter press begins, and another one ends. */
const HOLD_MS = 350;

/** What a press of the button does: held as long as one speaks, or tapped to start and to stop. */
function usePresses({ phase, start, finish }: Recorder) {
  const pressedAt = useRef<number | null>(null);
  const press = () => {
    if (phase !== "idle") return finish();
    pressedAt.current = performance.now();
    start();
  };
  const release = () => {
    const since = pressedAt.current;
    pressedAt.current = null;
    if (since !== null && performance.now() - since >= HOLD_MS) finish();
  };
  return { press, release };
}

function Panel({ recorder }: { recorder: Recorder }) {
  const t = useMessages();
  const { cancel, level, phase, seconds } = recorder;
  const time = formatSeconds(seconds);
  return (
    <div className="absolute inset-0 z-1 flex items-center gap-3 rounded-[1.75rem] bg-surface p-1.5 pe-28">
      <button
        type="button"
        aria-label={t("recorder.cancel")}
        title={t("recorder.cancel")}
        className="grid size-11 shrink-0 place-items-center rounded-full text-muted hover:bg-sunken hover:text-ink"
        onClick={cancel}
      >
        <CloseIcon />
      </button>
      <output className="truncate text-sm">
        {t(phase === "opening" ? "recorder.opening" : "recorder.listening")}
      </output>
      <meter aria-label={t("recorder.level")} className="level-meter h-2 min-w-10 flex-1" min={0} max={1} value={level} />
      <span role="timer" aria-label={t("recorder.time", { time })} className="text-sm tabular-nums">
        {time}
      </span>
    </div>
  );
}

/** Lets a person speak: held, or tapped to start and to stop. */
export function VoiceButton({ onRecorded, devices = BROWSER_DEVICES }: VoiceButtonProps) {
  const t = useMessages();
  const recorder = useRecorder(devices, onRecorded);
  const { cancel, phase, problem } = recorder;
  const { press, release } = usePresses(recorder);
  const isOn = phase !== "idle";
  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      cancel();
    };
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [cancel, isOn]);

  function onPointerDown(event: PointerEvent<HTMLButtonElement>): void {
    if (event.button !== 0) return;
    // A finger may slide off the button and still holds it.
    event.currentTarget.setPointerCapture(event.pointerId);
    press();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (!event.repeat) press();
  }

  function onKeyUp(event: KeyboardEvent): void {
    if (event.key === " " || event.key === "Enter") release();
  }

  return (
    <>
      {isOn && <Panel recorder={recorder} />}
      {problem !== null && (
        <p role="alert" className="absolute inset-x-0 bottom-full mb-2 rounded-2xl bg-alert-tint px-4 py-2.5 text-sm text-alert">
          {t(`recorder.${problem}`)}
        </p>
      )}
      <button
        type="button"
        aria-label={t(isOn ? "recorder.finish" : "recorder.start")}
        aria-pressed={isOn}
        title={t("recorder.how")}
        onPointerDown={onPointerDown}
        onPointerUp={release}
        onPointerCancel={cancel}
        onKeyDown={onKeyDown}
        onKeyUp={onKeyUp}
        onContextMenu={(event) => event.preventDefault()}
        className={`relative z-2 grid size-11 shrink-0 touch-none place-items-center rounded-full transition-colors select-none ${
          isOn ? "bg-accent text-on-accent" : "text-muted hover:bg-sunken hover:text-ink"
        }`}
      >
        {isOn ? <SendIcon /> : <MicIcon />}
      </button>
    </>
  );
}
