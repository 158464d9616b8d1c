import type { Devices } from "../media/recorder";

/** A microphone that the test speaks into. */
export function fakeDevices(fault: DOMException | null = null) {
  let time = 0;
  let isOpen = false;
  const types: (string | null)[] = [];

  class FakeRecorder extends EventTarget {
    state: RecordingState = "inactive";
    readonly mimeType: string;

    constructor(type: string | null) {
      super();
      this.mimeType = type ?? "audio/mp4";
    }

    start(): void {
      this.state = "recording";
    }

    stop(): void {
      this.state = "inactive";
      const data = new Blob(["said"], { type: this.mimeType });
      this.dispatchEvent(Object.assign(new Event("dataavailable"), { data }));
      this.dispatchEvent(new Event("stop"));
    }
  }

  const devices: Devices = {
    microphone: () => {
      if (fault !== null) return Promise.reject(fault);
      isOpen = true;
      const track = { stop: () => (isOpen = false) };
      // Only its tracks are used.
      return Promise.resolve({ getTracks: () => [track] } as unknown as MediaStream);
    },
    writes: (type) => type.startsWith("audio/mp4"),
    record: (_, type) => {
      types.push(type);
      // The recorder uses these parts of one.
      return new FakeRecorder(type) as unknown as MediaRecorder;
    },
    meter: () => ({ level: () => 0.5, close: () => undefined }),
    now: () => time,
  };
  return { devices, types, isOpen: () => isOpen, pass: (seconds: number) => void (time += seconds * 1_000) };
}
