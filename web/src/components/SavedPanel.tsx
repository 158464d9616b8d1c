import { webLink } from "../format/links";
import { priceText } from "../format/money";
import { formatMoment } from "../format/time";
import { shopLabel } from "../format/words";
import { useMessages } from "../messages/MessagesContext";
import { useSaved } from "../saved/SavedContext";
import type { SavedProduct } from "../wire/decodeSaved";
import { Drawer } from "./Drawer";
import { LinkMark } from "./icons";
import { ProductPicture } from "./ProductPicture";
import { Sentence } from "./Sentence";
import { useShell } from "../shell/ShellContext";

function SavedLine({ item, onRemove }: { item: SavedProduct; onRemove: () => void }) {
  const t = useMessages();
  const shell = useShell();
  const { product } = item;
  const address = webLink(product.deep_link);
  const when = formatMoment(item.saved_at, t.locale);
  const facts = [priceText(product, t.locale).current ?? t("product.price_unknown"), shopLabel(product, t)];
  return (
    <li className="flex gap-3 py-3">
      <div className="size-16 shrink-0 overflow-hidden rounded-xl">
        <ProductPicture address={product.image_url} kind={product.title} title={product.title} />
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        {address === null ? (
          <span className="line-clamp-2 wrap-anywhere">{product.title}</span>
        ) : (
          <a
            href={address}
            target="_blank"
            rel="noopener noreferrer"
            className="line-clamp-2 text-accent underline underline-offset-2 wrap-anywhere"
          >
            {product.title}
            <LinkMark />
          </a>
        )}
        <span className="text-sm">{facts.filter((fact) => fact !== "").join(" · ")}</span>
        {when !== null && <span className="text-xs text-muted">{t("saved.as_it_was", { moment: when })}</span>}
        <span className="flex gap-2 pt-1">
          <button
            type="button"
            className="button-quiet"
            onClick={() => shell?.show({ kind: "product", product })}
          >
            {t.rich("product.details", { title: product.title })}
          </button>
          <button type="button" className="button-quiet" onClick={onRemove}>
            {t.rich("saved.remove", { title: product.title })}
          </button>
        </span>
      </div>
    </li>
  );
}

/** What a person keeps for later, saved last first. */
export function SavedPanel({ onClose }: { onClose: () => void }) {
  const t = useMessages();
  const { store, saved } = useSaved();
  const { failure, items } = saved;
  return (
    <Drawer title={t("saved.title")} side="end" onClose={onClose}>
      {failure !== null && <Sentence problem={failure.problem} />}
      {items === null && failure === null && <p className="text-muted">{t("saved.loading")}</p>}
      {items?.length === 0 && (
        <p className="text-muted">{t("saved.none")}</p>
      )}
      <ul aria-label={t("saved.title")} className="flex flex-col divide-y divide-line">
        {items?.map((item) => (
          <SavedLine
            key={item.product.product_id}
            item={item}
            onRemove={() => void store?.toggle(item.product)}
          />
        ))}
      </ul>
    </Drawer>
  );
}
