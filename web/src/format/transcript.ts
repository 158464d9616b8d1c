import type { Turn } from "../conversation/state";
import type { Product } from "../wire/model";
import { productLink } from "./links";
import { priceText } from "./money";
import { countSentence, shopLabel } from "./words";

const MOST_PRODUCTS = 12;

function productLines(product: Product, index: number): string[] {
  const price = priceText(product).current ?? "price not stated";
  const facts = [price, shopLabel(product)].filter((fact) => fact !== "").join(", ");
  const link = productLink(product);
  return [`${index + 1}. ${product.title} (${facts})`, ...(link === null ? [] : [`   ${link}`])];
}

/** The answer of a turn as plain text. */
export function answerText({ clarification, problems, results, texts }: Turn): string {
  const found = results === null ? [] : [countSentence(results)];
  const products = results?.products.slice(0, MOST_PRODUCTS).flatMap(productLines) ?? [];
  const asked = clarification === null ? [] : [clarification.question];
  const failed = problems.map(({ message }) => message);
  const said = texts.map(({ content }) => content.trim());
  const parts = [...said, [...found, ...products].join("\n"), ...asked, ...failed];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** A whole conversation as plain text. */
export function conversationText(turns: readonly Turn[]): string {
  return turns
    .flatMap((turn) => {
      const said = turn.userMessage ?? turn.edit?.text ?? "";
      return [said === "" ? "" : `> ${said.replaceAll("\n", "\n> ")}`, answerText(turn)];
    })
    .filter((part) => part !== "")
    .join("\n\n");
}
