import type { ReactNode } from "react";
import { useMessages } from "../messages/MessagesContext";

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

export function PlusIcon() {
  return (
    <Icon>
      <path d="M10 4v12M4 10h12" />
    </Icon>
  );
}

export function SendIcon() {
  return (
    <Icon>
      <path d="M10 16V4.5M5 9l5-5 5 5" />
    </Icon>
  );
}

export function StopIcon() {
  return (
    <svg aria-hidden="true" viewBox="0 0 20 20" className="size-5 shrink-0 fill-current">
      <rect x="5" y="5" width="10" height="10" rx="2" />
    </svg>
  );
}

export function GlobeIcon() {
  return (
    <Icon>
      <path d="M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM2.5 10h15M10 2.5c2 2.1 3 4.6 3 7.5s-1 5.4-3 7.5c-2-2.1-3-4.6-3-7.5s1-5.4 3-7.5z" />
    </Icon>
  );
}

export function KeyboardIcon() {
  return (
    <Icon>
      <path d="M3 5h14a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M7 12h6" />
    </Icon>
  );
}

/** Turns when the `details` around it is open. */
export function ChevronIcon() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className="size-3.5 shrink-0 fill-none stroke-current stroke-2 transition-transform group-open:rotate-90"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="m6 3 5 5-5 5" />
    </svg>
  );
}

export function BellIcon() {
  return (
    <Icon>
      <path d="M10 3a4.5 4.5 0 0 1 4.5 4.5c0 4 1.5 5.5 1.5 5.5H4s1.5-1.5 1.5-5.5A4.5 4.5 0 0 1 10 3zM8.3 16a2 2 0 0 0 3.4 0" />
    </Icon>
  );
}

export function CloseIcon() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className="size-3.5 shrink-0 fill-none stroke-current stroke-[1.5]"
      strokeLinecap="round"
    >
      <path d="m4 4 8 8M12 4l-8 8" />
    </svg>
  );
}

export function ThumbIcon({ direction, isFilled }: { direction: "up" | "down"; isFilled: boolean }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 20"
      className={`size-4.5 shrink-0 stroke-current stroke-[1.5] ${isFilled ? "fill-current" : "fill-none"} ${
        direction === "down" ? "rotate-180" : ""
      }`}
      strokeLinejoin="round"
    >
      <path d="M3 9h3v8H3zM6 9l3.2-6.2c1.2 0 2 .9 2 2.1 0 1-.4 2.1-.6 3.1h4.6c1.1 0 1.9 1 1.7 2.1l-1 5.4c-.2.9-.9 1.5-1.8 1.5H6z" />
    </svg>
  );
}

export function LeaveIcon() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className="inline size-3.5 shrink-0 fill-none stroke-current stroke-[1.5]"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M5 11 11 5M6 5h5v5" />
    </svg>
  );
}

/** Stands at the end of an underlined link that leaves the page, and is not underlined itself. */
export function LinkMark() {
  const t = useMessages();
  return (
    <span className="ms-1 inline-block">
      <LeaveIcon />
      <span className="sr-only"> {t("page.new_tab")}</span>
    </span>
  );
}

export function StarIcon() {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className="size-3.5 shrink-0 fill-star">
      <path d="m8 1.4 2 4.2 4.6.6-3.4 3.2.9 4.6L8 11.8 3.9 14l.9-4.6L1.4 6.2 6 5.6z" />
    </svg>
  );
}

export function WarningIcon() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className="size-4 fill-none stroke-current stroke-[1.5]"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M8 2.2 14.4 13.4H1.6zM8 6.4v3.2M8 11.5v.1" />
    </svg>
  );
}
