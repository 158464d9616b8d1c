import type { ReactNode } from "react";

function Icon({ children, isMoving = false }: { children: ReactNode; isMoving?: boolean }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className={`size-4 shrink-0 fill-none stroke-current stroke-[1.5] ${isMoving ? "animate-breathe" : ""}`}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export function RefusedIcon() {
  return (
    <Icon>
      <path d="M8 1.800a6.200 6.200 0 1 1 0 12.400A6.200 6.200 0 0 1 8 1.800zM3.700 3.700l8.600 8.600" />
    </Icon>
  );
}

export function DoneIcon() {
  return (
    <Icon>
      <path d="m3 8.500 3.400 3.400L13 4.800" />
    </Icon>
  );
}

export function WaitingIcon({ isMoving }: { isMoving: boolean }) {
  return (
    <Icon isMoving={isMoving}>
      <path d="M8 1.800a6.200 6.200 0 1 1 0 12.400A6.200 6.200 0 0 1 8 1.800zM8 4.800V8l2.200 1.600" />
    </Icon>
  );
}

export function HandIcon() {
  return (
    <Icon>
      <path d="M2.500 11.500 11 3a1.400 1.400 0 0 1 2 2l-8.500 8.500-2.500.500zM9.500 4.500l2 2" />
    </Icon>
  );
}

export function GoneIcon() {
  return (
    <Icon>
      <path d="M4 8h8M8 1.800a6.200 6.200 0 1 1 0 12.400A6.200 6.200 0 0 1 8 1.800z" />
    </Icon>
  );
}

export function ArrowIcon({ toStart }: { toStart: boolean }) {
  return (
    <span aria-hidden="true" className={`inline-block rtl:-scale-x-100 ${toStart ? "" : "rotate-180"}`}>
      <Icon>
        <path d="M12.500 8h-9M7 4 3.500 8 7 12" />
      </Icon>
    </span>
  );
}

export function UndoIcon() {
  return (
    <Icon>
      <path d="M5.500 3 2.500 6l3 3M2.500 6H10a3.500 3.500 0 0 1 0 7H6.500" />
    </Icon>
  );
}
