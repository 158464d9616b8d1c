import { SERVER_LANGUAGE } from "../messages/languages";
import type { Translate } from "../messages/translate";
import type { Notice, Product } from "../wire/model";
import { formatMoney } from "./money";

/** The name at the head of a title: shops put specifications behind it. */
function shortTitle(title: string): string {
  return title.split(/,| \(/)[0]?.trim() || title;
}

function named({ currency, price, title }: Product, t: Translate): string {
  const name = shortTitle(title);
  if (price === null) return name;
  return t("news.named", { title: name, price: formatMoney(price, currency, t.locale) });
}

/** The news in a sentence: the server's where the page speaks its language, or knows no other. */
export function noticeSentence({ message, products, reason }: Notice, t: Translate): string {
  const [first] = products;
  if (t.language === SERVER_LANGUAGE || first === undefined || reason === null) return message;
  const values = { product: named(first, t), others: products.length - 1 };
  return t.find(`news.${reason}`, values) ?? message;
}
