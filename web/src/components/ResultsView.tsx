import { useId } from "react";
import type { Edit } from "../conversation/state";
import { useMessages } from "../messages/MessagesContext";
import type { Results } from "../wire/model";
import { Corrections } from "./Corrections";
import { FoundProducts } from "./FoundProducts";
import { ListStyleSwitch } from "./ListStyleSwitch";
import { OrderNote } from "./OrderNote";
import { RankControl } from "./RankControl";
import { Relaxations } from "./Relaxations";
import { ResultsSummary } from "./ResultsSummary";
import { SourceStrip } from "./SourceStrip";
import { WatchButton } from "./WatchButton";
import { WishChips } from "./WishChips";

export interface ResultsViewProps {
  results: Results;
  /** Whether what was asked for can still be changed here. */
  isEditable: boolean;
  onEdit: (edit: Edit) => void;
  /** Loads the next page; null when there is none. */
  onMore: (() => Promise<void>) | null;
}

/** What a search found: what was looked for, what was left out, and the products. */
export function ResultsView({ results, isEditable, onEdit, onMore }: ResultsViewProps) {
  const t = useMessages();
  const id = useId();
  const { requirement_spec: wish } = results;
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4">
      <h2 id={id} className="sr-only">
        {t("results.title")}
      </h2>
      {wish !== null && <WishChips wish={wish} isEditable={isEditable} onEdit={onEdit} />}
      <OrderNote criteria={results.criteria} />
      <Corrections corrections={results.corrections} isEditable={isEditable} onEdit={onEdit} />
      <ResultsSummary results={results} />
      <div className="flex flex-wrap items-center gap-2">
        {results.products.length > 0 && <ListStyleSwitch />}
        {results.products.length > 0 && isEditable && <RankControl criteria={results.criteria} />}
        <SourceStrip sources={results.sources} />
      </div>
      <FoundProducts results={results} onMore={isEditable ? onMore : null} />
      {isEditable && <Relaxations relaxations={results.relaxations} wish={wish} onEdit={onEdit} />}
      {isEditable && wish !== null && <WatchButton wish={wish} />}
    </section>
  );
}
