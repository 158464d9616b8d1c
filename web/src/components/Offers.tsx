import { webLink } from "../format/links";
import { formatMoney } from "../format/money";
import { offersSentence } from "../format/offers";
import { formatFacts } from "../format/numbers";
import { availabilityLabel, conditionLabel, shopLabel } from "../format/words";
import { useMessages } from "../messages/MessagesContext";
import type { Offer } from "../wire/model";
import { ChevronIcon, LinkMark } from "./icons";

function Shop({ offer }: { offer: Offer }) {
  const t = useMessages();
  const address = webLink(offer.deep_link);
  const name = shopLabel(offer, t) || t("product.unnamed_shop");
  if (address === null) return <span className="wrap-anywhere">{name}</span>;
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      className="-my-2 inline-block py-2 text-accent underline underline-offset-2 wrap-anywhere"
    >
      {name}
      <LinkMark />
    </a>
  );
}

function OfferLine({ offer }: { offer: Offer }) {
  const t = useMessages();
  const condition = offer.condition === null ? null : conditionLabel(offer.condition, t);
  const facts = [condition, availabilityLabel(offer.availability, t)].filter((fact) => fact !== null);
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-3 py-2">
      <Shop offer={offer} />
      <span className={offer.price === null ? "text-muted" : "font-medium tabular-nums"}>
        {offer.price === null
          ? t("product.price_unknown")
          : formatMoney(offer.price, offer.currency, t.locale)}
      </span>
      {facts.length > 0 && <span className="w-full text-muted">{formatFacts(facts, t.locale)}</span>}
    </li>
  );
}

/** Every way to buy one product, shown on request; nothing when there is only one. */
export function Offers({ offers, title }: { offers: readonly Offer[]; title: string }) {
  const t = useMessages();
  if (offers.length < 2) return null;
  return (
    // Stands above the link that covers the card.
    <details className="group relative z-1 text-sm">
      <summary className="-my-1 flex min-h-11 cursor-pointer list-none items-center gap-1.5 rounded-lg font-medium text-accent [&::-webkit-details-marker]:hidden">
        <ChevronIcon />
        <span>
          {offersSentence(offers, t)}
          {t.rich("product.offers_for", { title })}
        </span>
      </summary>
      <ul aria-label={t("product.offers_list", { title })} className="divide-y divide-line border-t border-line">
        {offers.map((offer, index) => (
          <OfferLine key={`${index} ${offer.product_id}`} offer={offer} />
        ))}
      </ul>
    </details>
  );
}
