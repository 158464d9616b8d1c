import { act, fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Recording } from "../media/recorder";
import { fakeDevices } from "../testing/fakeDevices";
import { speak } from "../testing/messages";
import { render } from "../testing/render";
import { VoiceButton } from "./VoiceButton";

function setUp(fault: DOMException | null = null, language: "en" | "es" | "de" = "en") {
  const microphone = fakeDevices(fault);
  const recorded: Recording[] = [];
  render(<VoiceButton devices={microphone.devices} onRecorded={(one) => recorded.push(one)} />, {
    t: speak(language),
  });
  return { microphone, recorded, user: userEvent.setup() };
}

const speaking = () => screen.findByText("Listening");
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 0)));

describe("VoiceButton", () => {
  it("starts and stops with the keyboard, in what this browser writes", async () => {
    const { microphone, recorded, user } = setUp();
    screen.getByRole("button", { name: "Speak" }).focus();
    await user.keyboard("{Enter}");
    await speaking();
    expect(screen.getByRole("meter", { name: "Loudness" })).toBeTruthy();
    microphone.pass(2);
    await user.keyboard("{Enter}");
    await settle();
    expect(recorded).toMatchObject([{ name: "recording.m4a", seconds: 2 }]);
    expect(recorded[0]?.file.type).toContain("audio/mp4");
    expect([microphone.types[0], microphone.isOpen()]).toEqual(["audio/mp4;codecs=mp4a.40.2", false]);
  });

  it("records as long as it is held", async () => {
    const { microphone, recorded } = setUp();
    const button = screen.getByRole("button", { name: "Speak" });
    button.setPointerCapture = () => undefined;
    fireEvent.pointerDown(button, { button: 0 });
    await speaking();
    microphone.pass(3);
    await act(() => new Promise((resolve) => setTimeout(resolve, 400)));
    fireEvent.pointerUp(button);
    await settle();
    expect(recorded).toHaveLength(1);
  });

  it("keeps on after a tap, and can be discarded", async () => {
    const { microphone, recorded, user } = setUp();
    const button = screen.getByRole("button", { name: "Speak" });
    button.setPointerCapture = () => undefined;
    fireEvent.pointerDown(button, { button: 0 });
    fireEvent.pointerUp(button);
    await speaking();
    await user.click(screen.getByRole("button", { name: "Discard the recording" }));
    expect([screen.queryByText("Listening"), recorded, microphone.isOpen()]).toEqual([null, [], false]);
  });

  it("is discarded with Escape", async () => {
    const { microphone, recorded, user } = setUp();
    screen.getByRole("button", { name: "Speak" }).focus();
    await user.keyboard("{Enter}");
    await speaking();
    await user.keyboard("{Escape}");
    expect([recorded, microphone.isOpen()]).toEqual([[], false]);
  });

  it("sends nothing that is too short, and says so", async () => {
    const { recorded, user } = setUp();
    screen.getByRole("button", { name: "Speak" }).focus();
    await user.keyboard("{Enter}");
    await speaking();
    await user.keyboard("{Enter}");
    expect((await screen.findByRole("alert")).textContent).toBe("Nothing was heard. Please speak a little longer.");
    expect(recorded).toEqual([]);
  });

  it.each([
    ["NotAllowedError", "en", /may not use the microphone/],
    ["NotFoundError", "es", /No se ha encontrado ningún micrófono/],
    ["AbortError", "de", /abgebrochen/],
  ] as const)("says what %s means", async (name, language, sentence) => {
    const { user } = setUp(new DOMException("no", name), language);
    screen.getByRole("button").focus();
    await user.keyboard("{Enter}");
    expect((await screen.findByRole("alert")).textContent).toMatch(sentence);
  });
});
