import type { ReactNode } from "react";

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 20"
      className="size-5 shrink-0 fill-none stroke-current stroke-[1.75]"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export function MicIcon() {
  return (
    <Icon>
      <path d="M10 2.5a2.5 2.5 0 0 1 2.5 2.5v4.5a2.5 2.5 0 0 1-5 0V5A2.5 2.5 0 0 1 10 2.5zM4.5 9.5a5.5 5.5 0 0 0 11 0M10 15v2.5" />
    </Icon>
  );
}

export function PhotoIcon() {
  return (
    <Icon>
      <path d="M4 3.5h12A1.5 1.5 0 0 1 17.5 5v10a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 15V5A1.5 1.5 0 0 1 4 3.5zM3 14l4-4 3.5 3.5L13 11l4 3.5M13.2 7.2h.01" />
    </Icon>
  );
}

export function CameraIcon() {
  return (
    <Icon>
      <path d="M3.5 6h2.7l1.3-2h5l1.3 2h2.7A1.5 1.5 0 0 1 18 7.5V15a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 2 15V7.5A1.5 1.5 0 0 1 3.5 6zM10 8.2a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8z" />
    </Icon>
  );
}
