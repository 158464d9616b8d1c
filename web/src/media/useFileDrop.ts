import { type DragEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type Given, givenFiles } from "./attachments";

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes("Files");
}

/** Lets files be dropped on an element that is given `handlers`. */
export function useFileDrop(onFiles: (given: Given[]) => void) {
  const [isOver, setIsOver] = useState(false);
  // Entering a child is told before leaving its parent.
  const depth = useRef(0);
  const moved = (by: number) => {
    depth.current = Math.max(0, depth.current + by);
    setIsOver(depth.current > 0);
  };
  const handlers = {
    onDragEnter: (event: DragEvent) => {
      if (hasFiles(event)) moved(1);
    },
    onDragLeave: (event: DragEvent) => {
      if (hasFiles(event)) moved(-1);
    },
    onDragOver: (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      moved(-depth.current);
      onFiles(givenFiles(event.dataTransfer.files));
    },
  };
  return { isOver, handlers };
}

/** Takes the files that are pasted while the keyboard is in the part of the page around an element. */
export function useFilePasteAround(place: RefObject<Element | null>, onFiles: (given: Given[]) => void): void {
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const around = place.current?.closest<HTMLElement>("section, form");
    const take = (event: ClipboardEvent) => {
      const given = givenFiles(event.clipboardData?.files ?? []);
      if (given.length === 0) return;
      event.preventDefault();
      latest.current(given);
    };
    around?.addEventListener("paste", take);
    return () => around?.removeEventListener("paste", take);
  }, [place]);
}

/** Takes the files that are pasted anywhere on the page, while `isOn`. */
export function useFilePaste(isOn: boolean, onFiles: (given: Given[]) => void): void {
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const take = (event: ClipboardEvent) => {
      // Whoever is nearer to the keyboard has taken them.
      if (event.defaultPrevented) return;
      const given = givenFiles(event.clipboardData?.files ?? []);
      if (given.length === 0) return;
      event.preventDefault();
      latest.current(given);
    };
    document.addEventListener("paste", take);
    return () => document.removeEventListener("paste", take);
  }, [isOn]);
}
