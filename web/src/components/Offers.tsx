import { webLink } from "../format/links";
import { formatMoney } from "../format/money";
import { byCondition, landedText, offersSentence, sellerRecord } from "../format/offers";
import { formatFacts } from "../format/numbers";
import { availabilityLabel, conditionLabel, shopLabel } from "../format/words";
import { useMessages } from "../messages/MessagesContext";
import type { Offer } from "../wire/model";
import { Doubts } from "./Doubts";
import { ChevronIcon, LinkMark } from "./icons";
import { SimulatedMark } from "./SimulatedMark";

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

/** What it costs, and what it costs when it is there. */
function OfferPrice({ offer }: { offer: Offer }) {
  const t = useMessages();
  if (offer.price === null) return <span className="text-muted">{t("product.price_unknown")}</span>;
  return (
    <span className="ms-auto flex flex-wrap items-baseline justify-end gap-x-2">
      <span className="font-medium tabular-nums">
        {formatMoney(offer.price, offer.currency, t.locale)}
      </span>
      <span className="text-muted tabular-nums">
        {landedText(offer, t) ?? t("product.shipping_unknown")}
      </span>
    </span>
  );
}

function OfferLine({ offer }: { offer: Offer }) {
  const t = useMessages();
  const condition = offer.condition === null ? null : conditionLabel(offer.condition, t);
  const known = [condition, availabilityLabel(offer.availability, t), sellerRecord(offer, t)];
  const facts = known.filter((fact) => fact !== null);
  return (
    <li className="flex flex-col gap-1 py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <Shop offer={offer} />
        {offer.simulated && <SimulatedMark />}
        <OfferPrice offer={offer} />
      </div>
      {facts.length > 0 && <p className="text-muted">{formatFacts(facts, t.locale)}</p>}
      <Doubts doubts={offer.doubts} />
    </li>
  );
}

interface OfferListProps {
  offers: readonly Offer[];
  /** What the list is called by those who cannot see it. */
  name: string;
}

function OfferList({ offers, name }: OfferListProps) {
  return (
    <ul aria-label={name} className="divide-y divide-line">
      {offers.map((offer, index) => (
        <OfferLine key={`${index} ${offer.product_id}`} offer={offer} />
      ))}
    </ul>
  );
}

/** New and used offers beside each other, or below where there is no room; one list where all are alike. */
function OfferLists({ offers, title }: { offers: readonly Offer[]; title: string }) {
  const t = useMessages();
  const { fresh, used } = byCondition(offers);
  if (fresh.length === 0 || used.length === 0) {
    return <OfferList offers={offers} name={t("product.offers_list", { title })} />;
  }
  const groups = [
    [t("product.new_offers"), t("product.offers_list_new", { title }), fresh],
    [t("product.used_offers"), t("product.offers_list_used", { title }), used],
  ] as const;
  return (
    <div className="grid gap-x-6 gap-y-2 pt-2 @lg:grid-cols-2">
      {groups.map(([heading, name, some]) => (
        <div key={name}>
          <p aria-hidden="true" className="border-b border-line pb-1 font-medium">
            {heading}
          </p>
          <OfferList offers={some} name={name} />
        </div>
      ))}
    </div>
  );
}

export interface OffersProps {
  offers: readonly Offer[];
  title: string;
  /** Where a picture stands before it, below which the list has room. */
  beside?: keyof typeof REACH;
}

/** How far the list reaches back below the picture of a card: its width and the gap. */
const REACH = {
  nothing: "",
  picture: "-ms-29",
  "picture on a phone": "max-sm:-ms-29",
};

/** Every way to buy one product, shown on request; nothing when there is only one. */
export function Offers({ offers, title, beside = "nothing" }: OffersProps) {
  const t = useMessages();
  if (offers.length < 2) return null;
  return (
    // Stands above the link that covers the card.
    <details className="group @container relative z-1 text-sm">
      <summary className="-my-1 flex min-h-11 cursor-pointer list-none items-center gap-1.5 rounded-lg font-medium text-accent [&::-webkit-details-marker]:hidden">
        <ChevronIcon />
        <span>
          {offersSentence(offers, t)}
          {t.rich("product.offers_for", { title })}
        </span>
      </summary>
      <div className={`border-t border-line ${REACH[beside]}`}>
        <OfferLists offers={offers} title={title} />
      </div>
    </details>
  );
}
