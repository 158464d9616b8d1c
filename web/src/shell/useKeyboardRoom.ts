import { useEffect } from "react";

/** Smaller changes are bars of the browser that come and go. */
const SMALLEST_KEYBOARD_PX = 80;

/** The part of a window that tells of an on-screen keyboard. */
export interface KeyboardWindow {
  readonly innerHeight: number;
  readonly visualViewport: Pick<
    VisualViewport,
    "height" | "offsetTop" | "scale" | "addEventListener" | "removeEventListener"
  > | null;
  readonly document: Pick<Document, "activeElement" | "documentElement">;
  readonly scrollY: number;
  scrollTo(options: ScrollToOptions): void;
  addEventListener(type: "scroll", listener: () => void, options?: AddEventListenerOptions): void;
  removeEventListener(type: "scroll", listener: () => void): void;
}

function isWriting({ activeElement }: Pick<Document, "activeElement">): boolean {
  return activeElement?.matches("textarea, input") === true;
}

/**
 * Keeps what stood above the box in sight when the keyboard comes, and the box above the keyboard.
 *
 * Where the keyboard makes the page smaller the box moves by itself. Where it only lies over the
 * page (Safari), `--covered` says how much of it, in pixels.
 *
 * @returns what stops it
 */
export function keepRoomForKeyboard(page: KeyboardWindow): () => void {
  const viewport = page.visualViewport;
  // Older browsers have none.
  if (!viewport) return () => undefined;
  let height = viewport.height;
  // How far down the page one can see: the browser moves the page, too, when it gets taller.
  let seen = page.scrollY + height;

  function look(): void {
    if (viewport?.height === height) seen = page.scrollY + height;
  }

  function fit(): void {
    if (!viewport) return;
    // Who zooms in sees less of the page, but no keyboard.
    const isZoomed = viewport.scale > 1.01;
    const hidden = page.innerHeight - viewport.height - viewport.offsetTop;
    const covered = isZoomed || hidden < SMALLEST_KEYBOARD_PX ? 0 : Math.round(hidden);
    page.document.documentElement.style.setProperty("--covered", `${covered}px`);
    if (isZoomed) return;
    const isKeyboard = Math.abs(height - viewport.height) >= SMALLEST_KEYBOARD_PX;
    height = viewport.height;
    if (isKeyboard && isWriting(page.document)) {
      page.scrollTo({ top: seen - height, behavior: "instant" });
    }
    look();
  }

  viewport.addEventListener("resize", fit);
  viewport.addEventListener("scroll", fit);
  page.addEventListener("scroll", look, { passive: true });
  return () => {
    page.removeEventListener("scroll", look);
    viewport.removeEventListener("resize", fit);
    viewport.removeEventListener("scroll", fit);
  };
}

/** Keeps the box above the on-screen keyboard for as long as the component is shown. */
export function useKeyboardRoom(): void {
  useEffect(() => keepRoomForKeyboard(window), []);
}
