import type { ReactNode } from "react";

function Icon({ children, isFilled = false }: { children: ReactNode; isFilled?: boolean }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 20"
      className={`size-5 shrink-0 stroke-current stroke-[1.6] ${isFilled ? "fill-current" : "fill-none"}`}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export function HistoryIcon() {
  return (
    <Icon>
      <path d="M3 5h14M3 10h14M3 15h9" />
    </Icon>
  );
}

export function BookmarkIcon({ isFilled = false }: { isFilled?: boolean }) {
  return (
    <Icon isFilled={isFilled}>
      <path d="M5.5 3h9a.5.5 0 0 1 .5.5V17l-5-3.6L5 17V3.5a.5.5 0 0 1 .5-.5z" />
    </Icon>
  );
}

export function TagIcon() {
  return (
    <Icon>
      <path d="M3 3.500h6.500L17 11a1.400 1.400 0 0 1 0 2l-4 4a1.400 1.400 0 0 1-2 0L3.500 9.500zM6.500 6.500v.010" />
    </Icon>
  );
}

export function PageIcon() {
  return (
    <Icon>
      <path d="M5 3h7l3 3v11H5zM12 3v3h3M8 10h4M8 13h4" />
    </Icon>
  );
}

export function PencilIcon() {
  return (
    <Icon>
      <path d="m3.5 16.5.8-3.3L13 4.5a1.4 1.4 0 0 1 2 0l.5.5a1.4 1.4 0 0 1 0 2l-8.7 8.7zM11.5 6l2.5 2.5" />
    </Icon>
  );
}

export function BinIcon() {
  return (
    <Icon>
      <path d="M4 5.5h12M8 5.5V4a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v1.5M5.5 5.5l.7 10a1.5 1.5 0 0 0 1.5 1.5h4.6a1.5 1.5 0 0 0 1.5-1.5l.7-10" />
    </Icon>
  );
}

export function CopyIcon() {
  return (
    <Icon>
      <path d="M7 7V4.5A1.5 1.5 0 0 1 8.500 3h7A1.5 1.5 0 0 1 17 4.500v7a1.5 1.5 0 0 1-1.500 1.500H13M4.500 7h7A1.5 1.5 0 0 1 13 8.500v7a1.5 1.5 0 0 1-1.500 1.500h-7A1.5 1.5 0 0 1 3 15.500v-7A1.5 1.5 0 0 1 4.500 7z" />
    </Icon>
  );
}

export function ShareIcon() {
  return (
    <Icon>
      <path d="M10 12.500V3M6.500 6 10 2.800 13.500 6M5 10H4v7h12v-7h-1" />
    </Icon>
  );
}

export function GridIcon() {
  return (
    <Icon>
      <path d="M3.500 3.500h5v5h-5zM11.500 3.500h5v5h-5zM3.500 11.500h5v5h-5zM11.500 11.500h5v5h-5z" />
    </Icon>
  );
}

export function ListIcon() {
  return (
    <Icon>
      <path d="M3.500 4h4v4h-4zM3.500 12h4v4h-4zM10.500 6h6M10.500 14h6" />
    </Icon>
  );
}

export function SlidersIcon() {
  return (
    <Icon>
      <path d="M3 6h7M14.500 6H17M3 14h2.500M10 14h7M12.250 3.750a2.250 2.250 0 1 1 0 4.500 2.250 2.250 0 0 1 0-4.500zM7.750 11.750a2.250 2.250 0 1 1 0 4.500 2.250 2.250 0 0 1 0-4.500z" />
    </Icon>
  );
}
