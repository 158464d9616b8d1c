import { useMessages } from "../messages/MessagesContext";
import { useSaved } from "../saved/SavedContext";
import type { Product } from "../wire/model";
import { BookmarkIcon } from "./panelIcons";
import { Sentence } from "./Sentence";

/** Keeps a product for later, or no longer. */
export function SaveButton({ product }: { product: Product }) {
  const t = useMessages();
  const { store, saved } = useSaved();
  if (store === null) return null;
  const { product_id: productId, title } = product;
  const isSaved = saved.items?.some((item) => item.product.product_id === productId) ?? false;
  const failed = saved.failure?.productId === productId ? saved.failure.problem : null;
  return (
    <>
      <button
        type="button"
        aria-label={t("saved.save_this", { title })}
        aria-pressed={isSaved}
        title={t(isSaved ? "saved.saved" : "saved.save")}
        onClick={() => void store.toggle(product)}
        className="relative z-1 grid size-11 shrink-0 place-items-center rounded-full text-muted transition-colors hover:bg-sunken hover:text-ink aria-pressed:text-accent"
      >
        <BookmarkIcon isFilled={isSaved} />
      </button>
      {failed !== null && <Sentence problem={failed} />}
    </>
  );
}
