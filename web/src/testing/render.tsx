import { render as renderAlone, type RenderResult } from "@testing-library/react";
import type { ComponentType, ReactElement, ReactNode } from "react";
import { MessagesContext } from "../messages/MessagesContext";
import type { Translate } from "../messages/translate";
import { ENGLISH } from "./messages";

interface Surroundings {
  /** What the component speaks; English when absent. */
  t?: Translate;
  wrapper?: ComponentType<{ children: ReactNode }>;
}

/** Draws a component that speaks. */
export function render(view: ReactElement, surroundings: Surroundings = {}): RenderResult {
  const { t = ENGLISH, wrapper: Outer } = surroundings;
  const messages = { t, choose: () => Promise.resolve() };
  function Speaking({ children }: { children: ReactNode }) {
    const inner = <MessagesContext value={messages}>{children}</MessagesContext>;
    return Outer === undefined ? inner : <Outer>{inner}</Outer>;
  }
  return renderAlone(view, { wrapper: Speaking });
}
