/** A microphone as the page uses it; the browser's own is `BROWSER_DEVICES`. */
export interface Devices {
  /** Asks for the microphone; rejects as `getUserMedia` does. */
  microphone: () => Promise<MediaStream>;
  /** Whether the browser writes recordings of a type. */
  writes: (type: string) => boolean;
  record: (stream: MediaStream, type: string | null) => MediaRecorder;
  /** Measures how loud a stream is. */
  meter: (stream: MediaStream) => Meter;
  now: () => number;
}

export interface Meter {
  /** 0 to 1. */
  level(): number;
  close(): void;
}

export interface Recording {
  file: Blob;
  name: string;
  seconds: number;
}

export interface RecordingUnderWay {
  level(): number;
  seconds(): number;
  /** Ends it; what was said, or null when that was too short to be anything. */
  finish(): Promise<Recording | null>;
  /** Ends it and keeps nothing. */
  cancel(): void;
}

export type RecorderReason = "denied" | "missing" | "unsupported" | "failed";

/** Why nothing can be recorded. */
export class RecorderProblem extends Error {
  readonly reason: RecorderReason;

  constructor(reason: RecorderReason) {
    super(reason);
    this.reason = reason;
  }
}

/** Best first; browsers that write none of them choose for themselves. */
const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];
const ENDINGS: Readonly<Record<string, string>> = { mp4: "m4a", ogg: "ogg" };
const SHORTEST_SECONDS = 0.4;
const MILLISECONDS = 1_000;

function reasonOf(caught: unknown): RecorderReason {
  const name = caught instanceof Error || caught instanceof DOMException ? caught.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "missing" : "failed";
}

function named(type: string): string {
  const container = /^audio\/(\w+)|^video\/(\w+)/.exec(type)?.[1] ?? "webm";
  return `recording.${ENDINGS[container] ?? "webm"}`;
}

/**
 * Begins to record.
 *
 * @throws RecorderProblem when the browser cannot, or may not
 */
export async function startRecording(devices: Devices): Promise<RecordingUnderWay> {
  let stream: MediaStream;
  try {
    stream = await devices.microphone();
  } catch (caught) {
    throw caught instanceof RecorderProblem ? caught : new RecorderProblem(reasonOf(caught));
  }
  const letGo = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  try {
    return recordingOf(stream, devices, letGo);
  } catch {
    letGo();
    throw new RecorderProblem("unsupported");
  }
}

function recordingOf(stream: MediaStream, devices: Devices, letGo: () => void): RecordingUnderWay {
  const type = TYPES.find(devices.writes) ?? null;
  const recorder = devices.record(stream, type);
  const pieces: Blob[] = [];
  recorder.addEventListener("dataavailable", (event) => void pieces.push(event.data));
  const meter = devices.meter(stream);
  const began = devices.now();
  const seconds = () => (devices.now() - began) / MILLISECONDS;
  recorder.start();

  function close(): void {
    meter.close();
    letGo();
  }

  function finish(): Promise<Recording | null> {
    const lasted = seconds();
    return new Promise((resolve) => {
      const end = () => {
        close();
        const written = recorder.mimeType || type || "audio/webm";
        const file = new Blob(pieces, { type: written });
        const isAnything = lasted >= SHORTEST_SECONDS && file.size > 0;
        resolve(isAnything ? { file, name: named(written), seconds: lasted } : null);
      };
      // A microphone that was pulled out has ended the recording before.
      if (recorder.state === "inactive") return end();
      recorder.addEventListener("stop", end, { once: true });
      recorder.stop();
    });
  }

  return {
    level: () => meter.level(),
    seconds,
    finish,
    cancel: () => {
      if (recorder.state !== "inactive") recorder.stop();
      close();
    },
  };
}

function browserMeter(stream: MediaStream): Meter {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // Speech at arm's length has a root mean square of about 0.1.
      return Math.min(1, Math.sqrt(power) * 5);
    },
    close: () => void context.close(),
  };
}

function browserMicrophone(): Promise<MediaStream> {
  // Pages that are not secure have no devices at all.
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  if (mediaDevices === undefined) return Promise.reject(new RecorderProblem("unsupported"));
  return mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
}

export const BROWSER_DEVICES: Devices = {
  microphone: browserMicrophone,
  writes: (type) => MediaRecorder.isTypeSupported(type),
  record: (stream, type) => new MediaRecorder(stream, type === null ? {} : { mimeType: type }),
  meter: browserMeter,
  now: () => performance.now(),
};
