export interface Choice {
  value: string;
  label: string;
  /** What else there is to know of it, or nothing. */
  note?: string | undefined;
}

export interface ChoicesProps {
  legend: string;
  options: readonly Choice[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Several things of which any number may be chosen. */
export function Choices({ legend, options, chosen, onChange }: ChoicesProps) {
  const toggled = (value: string) =>
    options
      .map((option) => option.value)
      .filter((one) => (one === value ? !chosen.includes(one) : chosen.includes(one)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm text-muted">{legend}</legend>
      <div className="flex flex-wrap gap-2">
        {options.map(({ value, label, note }) => (
          <label
            key={value}
            className="inline-flex min-h-11 cursor-pointer items-center gap-2 rounded-full border border-line bg-surface px-4 text-[0.9375rem] has-checked:border-accent has-checked:bg-tint"
          >
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={() => onChange(toggled(value))}
              className="size-4 accent-accent"
            />
            <span>{label}</span>
            {note !== undefined && <span className="text-xs text-muted">{note}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
