import { useEffect } from "react";

const LINK = "a[target=_blank]";

/** The product that a link which was just followed leads to; null for any other press. */
function followedProduct({ target }: Event): string | null {
  if (!(target instanceof Element) || target.closest(LINK) === null) return null;
  return target.closest<HTMLElement>("[data-product]")?.dataset.product ?? null;
}

/** Tells of every link out of the page that belongs to a product, whichever way it is opened. */
export function useFollowedLinks(onFollow: (productId: string) => void): void {
  useEffect(() => {
    function press(event: Event): void {
      const product = followedProduct(event);
      if (product !== null) onFollow(product);
    }
    document.addEventListener("click", press);
    document.addEventListener("auxclick", press);
    return () => {
      document.removeEventListener("click", press);
      document.removeEventListener("auxclick", press);
    };
  }, [onFollow]);
}
