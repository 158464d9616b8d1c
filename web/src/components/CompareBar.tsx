import { type Choice, MOST_COMPARED } from "./useComparison";

function hint(count: number): string {
  if (count === 1) return "1 product chosen. Choose one more to compare.";
  const end = count === MOST_COMPARED ? ", as many as fit side by side." : ".";
  return `${count} products chosen${end}`;
}

/** What is chosen for comparison, and the way to see it; nothing while nothing is chosen. */
export function CompareBar({ choice }: { choice: Choice }) {
  const { chosen, clear, compare, isWorking } = choice;
  if (chosen.length === 0) return null;
  return (
    <fieldset className="sticky bottom-24 z-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-2xl border border-line bg-surface px-4 py-2 shadow-md">
      <legend className="sr-only">Compare products</legend>
      <p className="text-sm" aria-live="polite">
        {hint(chosen.length)}
      </p>
      <div className="flex gap-2">
        <button type="button" className="button-quiet" onClick={clear}>
          Clear
        </button>
        <button
          type="button"
          disabled={chosen.length < 2 || isWorking}
          className="inline-flex min-h-11 items-center rounded-full bg-accent px-5 text-[0.9375rem] font-medium text-on-accent disabled:bg-sunken disabled:text-muted"
          onClick={() => void compare()}
        >
          {isWorking ? "Comparing…" : "Compare"}
        </button>
      </div>
    </fieldset>
  );
}
