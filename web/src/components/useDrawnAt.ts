import { useState } from "react";

/** When a component was drawn for the first time; it tells whether a moment is of the same day. */
export function useDrawnAt(): Date {
  const [drawnAt] = useState(() => new Date());
  return drawnAt;
}
