import { webLink } from "../format/links";
import { formatMoney } from "../format/money";
import { noticeSentence } from "../format/notice";
import { formatMoment } from "../format/time";
import { useMessages } from "../messages/MessagesContext";
import { useShell } from "../shell/ShellContext";
import type { Notice, Product } from "../wire/model";
import { closeDialogAround } from "./Drawer";
import { LinkMark } from "./icons";

const MOST_LINKS = 5;

function ProductLine({ product }: { product: Product }) {
  const t = useMessages();
  const address = webLink(product.deep_link);
  const price = product.price === null ? null : formatMoney(product.price, product.currency, t.locale);
  return (
    <li className="flex items-baseline justify-between gap-3 text-sm">
      {address === null ? (
        <span className="py-1.5 wrap-anywhere">{product.title}</span>
      ) : (
        <a
          href={address}
          target="_blank"
          rel="noopener noreferrer"
          className="inline-block py-1.5 text-accent underline underline-offset-2 wrap-anywhere"
        >
          {product.title}
          <LinkMark />
        </a>
      )}
      <span className={price === null ? "shrink-0 text-muted" : "shrink-0 tabular-nums"}>
        {price ?? t("product.price_unknown")}
      </span>
    </li>
  );
}

/** One piece of news: what happened, when, and the products it is about. */
export function NewsItem({ item, isFresh }: { item: Notice; isFresh: boolean }) {
  const t = useMessages();
  const shell = useShell();
  const when = formatMoment(item.created_at, t.locale);
  const others = item.products.length - MOST_LINKS;
  return (
    <li className="flex flex-col gap-1 py-3 first:pt-0">
      <p className="flex items-center gap-2 text-xs text-muted">
        {isFresh && (
          <strong className="rounded-full bg-accent px-2 font-medium text-on-accent">
            {t("news.new")}
          </strong>
        )}
        {when !== null && <time dateTime={item.created_at}>{when}</time>}
      </p>
      <p className="wrap-anywhere">{noticeSentence(item, t)}</p>
      {item.job_id !== null && shell !== null && (
        <button type="button" className="button-quiet self-start" onClick={({ currentTarget }) => {
            closeDialogAround(currentTarget);
            shell.show({ kind: "listings", jobId: item.job_id });
          }}>
          {t("news.see_listing")}
        </button>
      )}
      {item.products.length > 0 && (
        <ul aria-label={t("results.products")}>
          {item.products.slice(0, MOST_LINKS).map((product) => (
            <ProductLine key={product.product_id} product={product} />
          ))}
        </ul>
      )}
      {others > 0 && <p className="text-sm text-muted">{t("news.others", { count: others })}</p>}
    </li>
  );
}
