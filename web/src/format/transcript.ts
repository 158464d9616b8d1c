import type { Turn } from "../conversation/state";
import type { Translate } from "../messages/translate";
import type { Product } from "../wire/model";
import { productLink } from "./links";
import type { Listing, MarketplaceJob } from "../wire/selling";
import { citationName } from "./citation";
import { formatMoney, priceText } from "./money";
import { problemSentence } from "./problem";
import { countSentence, marketplaceLabel, plainWords, shopLabel } from "./words";

const MOST_PRODUCTS = 12;

function productLines(product: Product, index: number, t: Translate): string[] {
  const price = priceText(product, t.locale).current ?? t("product.price_unknown");
  const facts = [price, shopLabel(product, t)].filter((fact) => fact !== "").join(", ");
  const link = productLink(product);
  return [`${index + 1}. ${product.title} (${facts})`, ...(link === null ? [] : [`   ${link}`])];
}

function listingLine({ form: { currency, price, title } }: Listing, t: Translate): string {
  const facts = [title, price === null ? null : formatMoney(price, currency, t.locale)];
  return facts.filter((fact) => fact !== null).join(", ");
}

function jobLine({ confirmation_link: link, marketplace, status }: MarketplaceJob, t: Translate): string {
  const line = `${marketplaceLabel(marketplace, t)}: ${t.find(`job.status_${status}`) ?? plainWords(status)}`;
  return link === null ? line : `${line}\n   ${link}`;
}

/** The answer of a turn as plain text. */
export function answerText({ answer, clarification, jobs, listing, problems, results, texts }: Turn, t: Translate): string {
  const found = results === null ? [] : [countSentence(results, t)];
  const products = results?.products.slice(0, MOST_PRODUCTS).flatMap((one, index) => productLines(one, index, t)) ?? [];
  const offered = listing === null ? [] : [listingLine(listing, t)];
  const posted = jobs.flatMap((job) => job.marketplace_results.map((part) => jobLine(part, t)));
  const asked = clarification === null ? [] : [clarification.question];
  const failed = problems.map((problem) => problemSentence(problem, t));
  const said = texts.map(({ content }) => content.trim());
  const sources = answer?.citations.map((one) => `[${one.n}] ${citationName(one)}`).join("\n") ?? "";
  const parts = [...said, sources, [...found, ...products].join("\n"), ...offered, posted.join("\n"), ...asked, ...failed];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** A whole conversation as plain text. */
export function conversationText(turns: readonly Turn[], t: Translate): string {
  return turns
    .flatMap((turn) => {
      const said = [turn.userMessage ?? turn.edit?.text, turn.heard?.transcript].filter(Boolean).join(" ");
      return [said === "" ? "" : `> ${said.replaceAll("\n", "\n> ")}`, answerText(turn, t)];
    })
    .filter((part) => part !== "")
    .join("\n\n");
}
