import { formatMoney } from "../../format/money";
import { SERVER_LANGUAGE } from "../../messages/languages";
import { useMessages } from "../../messages/MessagesContext";
import type { PriceAdvice } from "../../wire/selling";
import { ServerSentence } from "./Problems";

export interface PriceAdviceViewProps {
  advice: PriceAdvice;
  /** What is asked, or null. */
  price: number | null;
  currency: string;
}

interface Range {
  low: number;
  median: number;
  high: number;
}

/** The figures of an advice; null where too little is known for any. */
function rangeOf({ low, median, high }: PriceAdvice): Range | null {
  return low === null || median === null || high === null ? null : { low, median, high };
}

/** Where an amount stands on the scale, in percent of its width: the middle half is between low and high. */
function placeOf(amount: number, { low, high }: Range): number {
  const width = Math.max(high - low, 1);
  return Math.min(100, Math.max(0, 25 + ((amount - low) / width) * 50));
}

/** The usual prices as a line, and where the asked one stands; all of it is told in words as well. */
function Scale({ range, price }: { range: Range; price: number | null }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 100 12" preserveAspectRatio="none" className="h-3 w-full max-w-md">
      <rect x="0" y="4.500" width="100" height="3" rx="1.500" className="fill-sunken" />
      <rect x="25" y="4.500" width="50" height="3" className="fill-accent opacity-40" />
      <rect x={placeOf(range.median, range) - 0.3} y="2.500" width="0.600" height="7" className="fill-accent" />
      {price !== null && (
        <rect x={placeOf(price, range) - 0.6} y="0" width="1.200" height="12" rx="0.600" className="fill-ink" />
      )}
    </svg>
  );
}

/** What comparable items cost, and where the asked price stands; or that nobody can say. */
export function PriceAdviceView({ advice, price, currency }: PriceAdviceViewProps) {
  const t = useMessages();
  const range = rangeOf(advice);
  const money = (amount: number) => formatMoney(amount, advice.currency, t.locale);
  const isSameCurrency = currency === advice.currency;
  return (
    <section aria-label={t("listing.price_advice")} className="flex flex-col gap-1.5">
      <h3 className="text-sm font-medium">{t("listing.price_advice")}</h3>
      {range === null ? (
        <p className="text-sm text-muted">{t("listing.advice_unknown", { count: advice.sample_size })}</p>
      ) : (
        <>
          <Scale range={range} price={isSameCurrency ? price : null} />
          <p className="text-sm text-muted tabular-nums">
            {t("listing.advice_range", {
              low: money(range.low),
              median: money(range.median),
              high: money(range.high),
              count: advice.sample_size,
            })}
          </p>
          {advice.percentile !== null && price !== null && (
            <p className="text-sm">
              {t("listing.advice_place", {
                price: formatMoney(price, currency, t.locale),
                percent: advice.percentile,
              })}
            </p>
          )}
        </>
      )}
      {t.language === SERVER_LANGUAGE && (
        <p className="text-sm text-muted">
          <ServerSentence text={advice.message} />
        </p>
      )}
    </section>
  );
}
