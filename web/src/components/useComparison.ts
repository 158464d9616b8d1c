import { useCallback, useState } from "react";
import { useApi } from "../http/ApiContext";
import { type Failure, failureOf } from "../http/request";
import type { Comparison } from "../wire/model";

/** As many as the catalogue puts side by side. */
export const MOST_COMPARED = 4;

export interface Choice {
  /** The ids of the products that are chosen, in the order they were. */
  chosen: readonly string[];
  isWorking: boolean;
  comparison: Comparison | null;
  problem: Failure | null;
  toggle: (productId: string) => void;
  compare: () => Promise<void>;
  clear: () => void;
}

const NOTHING = { isWorking: false, comparison: null, problem: null };

/** Which products are chosen by hand, and what they look like side by side. */
export function useComparison(): Choice {
  const api = useApi();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [work, setWork] = useState<Pick<Choice, "isWorking" | "comparison" | "problem">>(NOTHING);

  const toggle = useCallback((productId: string) => {
    setChosen((present) => {
      if (present.includes(productId)) return present.filter((one) => one !== productId);
      return present.length < MOST_COMPARED ? [...present, productId] : present;
    });
  }, []);

  async function compare(): Promise<void> {
    setWork((present) => ({ ...present, isWorking: true, problem: null }));
    try {
      const comparison = await api.compare(chosen);
      setWork({ ...NOTHING, comparison });
    } catch (problem) {
      setWork({ ...NOTHING, problem: failureOf(problem) });
    }
  }

  function clear(): void {
    setChosen([]);
    setWork(NOTHING);
  }

  return { chosen, ...work, toggle, compare, clear };
}
