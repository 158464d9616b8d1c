"""Which page of a marketplace holds the products that are asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a marketplace, and where in it the wanted part begins.

    Attributes:
        size: Products of a page.
        start: Position of its first product, a multiple of ``size``.
        skip: How many at its beginning were not asked for.
    """

    size: int
    start: int
    skip: int

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self.start // self.size + 1

    def part(self, found: list[object], limit: int) -> list[object]:
        """The wanted ones among the products of the page."""
        return found[self.skip : self.skip + limit]

    def next_offset(self, taken: int, found: int, *, more: bool, reachable: int) -> int | None:
        """Where the next part begins.

        Args:
            taken: How many of the page were wanted.
            found: How many it holds.
            more: Whether there are pages behind it.
            reachable: Position behind which nothing is handed out.
        """
        end = self.start + self.skip + taken
        left = taken > 0 and (self.skip + taken < found or more)
        return end if left and end < reachable else None


def page_holding(offset: int, limit: int, *, largest: int, smallest: int = 1) -> Page:
    """The smallest page that holds ``limit`` products from ``offset`` on, in one piece.

    Where no page does, the largest one that begins the part: it then has fewer than ``limit``.

    Args:
        offset: Position of the first wanted product.
        limit: How many are wanted.
        largest: Most products of a page.
        smallest: Fewest; the same as ``largest`` where pages have one size.
    """
    wanted = min(limit, largest)
    for size in range(max(wanted, smallest), largest + 1):
        start = offset // size * size
        if start + size >= offset + wanted:
            return Page(size, start, offset - start)
    start = offset // largest * largest
    return Page(largest, start, offset - start)
