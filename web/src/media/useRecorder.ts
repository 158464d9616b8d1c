import { useCallback, useEffect, useRef, useState } from "react";
import {
  type Devices,
  RecorderProblem,
  type RecorderReason,
  type Recording,
  type RecordingUnderWay,
  startRecording,
} from "./recorder";

/** Nobody speaks longer, and the server takes no more. */
const MOST_SECONDS = 60;

export interface Recorder {
  phase: "idle" | "opening" | "recording";
  /** Why it does not record, or why nothing came of it. */
  problem: RecorderReason | "silent" | null;
  level: number;
  seconds: number;
  start(): void;
  finish(): void;
  cancel(): void;
}

/** Records with a microphone, one recording at a time. */
export function useRecorder(devices: Devices, onRecorded: (recording: Recording) => void): Recorder {
  const [phase, setPhase] = useState<Recorder["phase"]>("idle");
  const [problem, setProblem] = useState<Recorder["problem"]>(null);
  const [shown, setShown] = useState({ level: 0, seconds: 0 });
  const current = useRef<RecordingUnderWay | null>(null);
  /** Grows with each beginning and end, so that a microphone that opens too late is closed again. */
  const attempt = useRef(0);
  const tell = useRef(onRecorded);
  useEffect(() => {
    tell.current = onRecorded;
  });

  const end = useCallback(() => {
    attempt.current += 1;
    const underWay = current.current;
    current.current = null;
    setPhase("idle");
    return underWay;
  }, []);

  const cancel = useCallback(() => end()?.cancel(), [end]);

  const finish = useCallback(() => {
    const underWay = end();
    if (underWay === null) return;
    underWay.finish().then(
      (recording) => (recording === null ? setProblem("silent") : tell.current(recording)),
      () => setProblem("failed"),
    );
  }, [end]);

  const start = useCallback(() => {
    const mine = ++attempt.current;
    setProblem(null);
    setShown({ level: 0, seconds: 0 });
    setPhase("opening");
    startRecording(devices).then(
      (underWay) => {
        if (attempt.current !== mine) return underWay.cancel();
        current.current = underWay;
        setPhase("recording");
      },
      (caught: unknown) => {
        if (attempt.current !== mine) return;
        setPhase("idle");
        setProblem(caught instanceof RecorderProblem ? caught.reason : "failed");
      },
    );
  }, [devices]);

  useEffect(() => {
    if (phase !== "recording") return undefined;
    const timer = setInterval(() => {
      const underWay = current.current;
      if (underWay === null) return;
      const seconds = underWay.seconds();
      setShown({ level: underWay.level(), seconds });
      if (seconds >= MOST_SECONDS) finish();
    }, 80);
    return () => clearInterval(timer);
  }, [finish, phase]);

  useEffect(() => () => current.current?.cancel(), []);
  return { phase, problem, ...shown, start, finish, cancel };
}
