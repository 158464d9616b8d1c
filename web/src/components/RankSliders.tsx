import { type FormEvent, useId, useState } from "react";
import { presentWeights, weightLabel, weightText } from "../format/weights";
import { useMessages } from "../messages/MessagesContext";
import { WEIGHT_NAMES } from "../wire/decodeWeights";
import type { Results, Weights } from "../wire/model";
import { USUAL_WEIGHTS } from "../wire/usualWeights";

export interface RankSlidersProps extends Pick<Results, "criteria"> {
  onApply: (weights: Weights) => void;
}

interface SliderProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
}

function Slider({ label, value, onChange }: SliderProps) {
  const t = useMessages();
  const id = useId();
  return (
    <div className="grid grid-cols-[9rem_1fr_3rem] items-center gap-3 max-sm:grid-cols-[7.5rem_1fr_3rem]">
      <label htmlFor={id} className="text-sm">
        {label}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={value}
        aria-valuetext={weightText(value, t.locale)}
        className="h-11 w-full accent-accent"
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <span aria-hidden="true" className="text-end text-sm text-muted tabular-nums">
        {weightText(value, t.locale)}
      </span>
    </div>
  );
}

/** How much each part of the ranking counts, to be chosen by hand. */
export function RankSliders({ criteria, onApply }: RankSlidersProps) {
  const t = useMessages();
  const [weights, setWeights] = useState(() => presentWeights(criteria));
  const isNothing = WEIGHT_NAMES.every((name) => weights[name] === 0);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isNothing) onApply(weights);
  }

  return (
    <form
      aria-label={t("order.choose")}
      noValidate
      onSubmit={submit}
      className="flex max-w-xl flex-col rounded-2xl border border-line bg-surface px-4 py-3"
    >
      {WEIGHT_NAMES.map((name) => (
        <Slider
          key={name}
          label={weightLabel(name, t)}
          value={weights[name]}
          onChange={(value) => setWeights({ ...weights, [name]: value })}
        />
      ))}
      <div className="flex flex-wrap items-center justify-end gap-2 pt-2">
        {isNothing && <p className="flex-1 text-sm text-muted">{t("order.nothing")}</p>}
        <button type="button" className="button-quiet" onClick={() => setWeights(USUAL_WEIGHTS)}>
          {t("order.usual")}
        </button>
        <button
          type="submit"
          aria-disabled={isNothing}
          className="inline-flex min-h-11 items-center rounded-full bg-accent px-5 text-[0.9375rem] font-medium text-on-accent aria-disabled:bg-sunken aria-disabled:text-muted"
        >
          {t("order.apply")}
        </button>
      </div>
    </form>
  );
}
