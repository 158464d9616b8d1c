import { useMessages } from "../messages/MessagesContext";
import { useShell } from "../shell/ShellContext";
import type { Product } from "../wire/model";

/** The way to everything that is known of a product. */
export function DetailsButton({ product }: { product: Product }) {
  const t = useMessages();
  const shell = useShell();
  if (shell === null) return null;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      className="relative z-1 min-h-11 px-2 text-sm text-accent underline-offset-2 hover:underline"
      onClick={() => shell.show({ kind: "product", product })}
    >
      {t.rich("product.details", { title: product.title })}
    </button>
  );
}
