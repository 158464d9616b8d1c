import { useId } from "react";
import type { Edit } from "../conversation/state";
import { useMessages } from "../messages/MessagesContext";
import type { AwaitedSource, Results, SearchSoFar, Wish } from "../wire/model";
import { Corrections } from "./Corrections";
import { FoundProducts } from "./FoundProducts";
import { ListStyleSwitch } from "./ListStyleSwitch";
import { OrderNote } from "./OrderNote";
import { RankControl } from "./RankControl";
import { Relaxations } from "./Relaxations";
import { ResultsSummary } from "./ResultsSummary";
import { SoFarSummary } from "./SoFarSummary";
import { SourceStrip } from "./SourceStrip";
import { WatchButton } from "./WatchButton";
import { WishChips } from "./WishChips";

export interface ResultsViewProps {
  results: Results;
  /** Who has not answered yet; null once the search is over. */
  awaiting?: readonly AwaitedSource[] | null;
  /** Whether what was asked for can still be changed here. */
  isEditable: boolean;
  onEdit: (edit: Edit) => void;
  /** Loads the next page; null when there is none. */
  onMore: (() => Promise<void>) | null;
}

type ResultsBarProps = Omit<ResultsViewProps, "awaiting"> & Pick<SearchSoFar, "awaiting">;

/** How the products stand and are ordered, and where they are from. */
function ResultsBar({ results, awaiting, isEditable, onEdit }: ResultsBarProps) {
  const t = useMessages();
  const { products, requirement_spec: wish } = results;
  const isAny = products.length > 0;

  /** Sets what is set already: the requirement is searched for as it is. */
  function askAgain(shop: string, sort: Wish["sort"]): void {
    const operations: Edit["operations"] = [{ op: "set", slot: "sort", value: sort }];
    onEdit({ text: t("shops.asked_again", { shop }), operations });
  }

  return (
    <div className="flex flex-wrap items-center gap-2">
      {isAny && <ListStyleSwitch />}
      {isAny && isEditable && <RankControl criteria={results.criteria} />}
      <SourceStrip
        sources={results.sources}
        awaiting={awaiting}
        onAskAgain={isEditable && wish !== null ? (shop) => askAgain(shop, wish.sort) : null}
      />
    </div>
  );
}

/**
 * What a search found: what was looked for, what was left out, and the products.
 *
 * It stands the same while shops are awaited, so that the end of the search moves as little as it can.
 */
export function ResultsView(props: ResultsViewProps) {
  const { results, awaiting = null, isEditable, onEdit, onMore } = props;
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
      {awaiting === null ? <ResultsSummary results={results} /> : <SoFarSummary results={results} />}
      <ResultsBar {...props} awaiting={awaiting ?? []} />
      <FoundProducts
        results={results}
        isSoFar={awaiting !== null}
        onMore={isEditable ? onMore : null}
      />
      {isEditable && <Relaxations relaxations={results.relaxations} wish={wish} onEdit={onEdit} />}
      {isEditable && wish !== null && <WatchButton wish={wish} />}
    </section>
  );
}
