"""How events look in a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talknshop.cli.shop_lines import (
    ShopLines,
    landed_text,
    money_text,
    offers_line,
    seller_line,
)
from talknshop.schemas.emphasis import Emphasis, emphasised
from talknshop.schemas.events import (
    ClarificationEvent,
    ComparisonEvent,
    DoneEvent,
    ErrorEvent,
    ProgressEvent,
    ResultsEvent,
    ServerEvent,
    TokenEvent,
)
from talknshop.schemas.product import ProductResult
from talknshop.schemas.search import Excluded, RankingCriteria
from talknshop.schemas.wording import short_title


class Transcript:
    """Prints a conversation as it happens."""

    def __init__(self, console: Console) -> None:
        """Prints to ``console``."""
        self._console = console
        self._suggestions: list[str] = []
        self._shops = ShopLines()

    def choice(self, said: str) -> str:
        """The suggestion that a bare number chooses; otherwise what was said."""
        if said.isascii() and said.isdigit() and 1 <= int(said) <= len(self._suggestions):
            return self._suggestions[int(said) - 1]
        return said

    def show(self, event: ServerEvent) -> None:
        """Prints one event."""
        match event:
            case ProgressEvent():
                self._progress(event)
            case ClarificationEvent():
                self._ask(event)
            case ResultsEvent():
                self._results(event)
            case ComparisonEvent():
                self._compare(event)
            case TokenEvent():
                end = "\n" if event.data.is_complete else ""
                self._console.print(escape(event.data.content), end=end)
            case ErrorEvent():
                self._console.print(f"[red]{escape(event.data.error)}[/red]")
            case DoneEvent():
                if event.data.message:
                    self._console.print(escape(event.data.message))
            case _:
                pass

    def _progress(self, event: ProgressEvent) -> None:
        """Tells who has answered and who is waited for, each once."""
        data = event.data
        if data.step == "search_complete":
            self._console.print(f"[dim]{escape(data.message)}[/dim]")
        for line in self._shops.lines(data):
            self._console.print(f"[dim]  {escape(line)}[/dim]")

    def _ask(self, event: ClarificationEvent) -> None:
        self._suggestions = event.data.suggestions
        if event.data.context:
            self._console.print(escape(event.data.context))
        self._console.print(f"[bold]{escape(event.data.question)}[/bold]")
        for number, suggestion in enumerate(self._suggestions, start=1):
            self._console.print(f"  {number}. {escape(suggestion)}")

    def _compare(self, event: ComparisonEvent) -> None:
        table = Table(box=None, padding=(0, 1, 0, 0))
        table.add_column("")
        for product in event.data.products:
            table.add_column(escape(short_title(product.title)))
        for row in event.data.rows:
            unit = f" {row.unit}" if row.unit else ""
            values = [
                _NOT_STATED if value is None else escape(f"{_figure(value)}{unit}")
                for value in row.values
            ]
            best = [f"[bold]{v}[/bold]" if n in row.best else v for n, v in enumerate(values)]
            table.add_row(f"{'≠ ' if row.differs else ''}{escape(row.name)}", *best)
        self._console.print(table)

    def _results(self, event: ResultsEvent) -> None:
        self._suggestions = [relaxation.label for relaxation in event.data.relaxations]
        if event.data.products:
            table = Table(box=None, padding=(0, 1, 0, 0))
            for heading in ("", "price", "product", "why here"):
                table.add_column(heading, justify="right" if heading == "price" else "left")
            for number, product in enumerate(event.data.products, start=1):
                table.add_row(str(number), _prices(product), _title(product), _why(product))
            self._console.print(table)
        if order := _order(event.data.criteria):
            self._console.print(f"[dim]Order: {order}[/dim]")
        if event.data.excluded:
            account = ", ".join(_left_out(item) for item in event.data.excluded)
            self._console.print(f"[dim]Left out: {escape(account)}[/dim]")
        for number, suggestion in enumerate(self._suggestions, start=1):
            self._console.print(f"  {number}. {escape(suggestion)}")


_NOT_STATED = "–"


def _figure(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


_LEFT_OUT = {
    "price": "outside your price",
    "price_unknown": "without a price",
    "currency": "in another currency",
    "brand": "of another brand",
    "condition": "in another condition",
    "rating": "rated lower",
    "rating_unknown": "not rated",
    "exclude": "with what you ruled out",
    "product_type": "of another kind",
    "several": "for several reasons",
}


_COUNTS = {
    Emphasis.MOST: "counts most",
    Emphasis.MORE: "counts more",
    Emphasis.LESS: "counts less",
    Emphasis.NOT: "does not count",
}


def _order(weights: RankingCriteria | None) -> str:
    """What counts more or less than usual; empty when nothing does."""
    return ", ".join(
        f"{one.part} {_COUNTS[one.emphasis]}" for one in emphasised(weights) if one.emphasis
    )


def _left_out(excluded: Excluded) -> str:
    reason = _LEFT_OUT.get(excluded.reason, excluded.reason.replace("_", " "))
    return f"{excluded.count:,} {reason}"


def price_text(product: ProductResult) -> str:
    """The price with its currency, or that it is not stated."""
    return "not stated" if product.price is None else money_text(product.price, product.currency)


def _prices(product: ProductResult) -> str:
    landed = landed_text(product)
    return price_text(product) + (f"\n[dim]{landed}[/dim]" if landed else "")


def _title(product: ProductResult) -> str:
    label = " [dim](simulated)[/dim]" if product.simulated else ""
    lines = [f"[link={product.deep_link}]{escape(product.title)}[/link]{label}"]
    lines += [f"[dim]{escape(line)}[/dim]" for line in (seller_line(product), offers_line(product))
              if line]  # fmt: skip
    lines += [f"[yellow]Look twice:[/yellow] {escape(doubt.message)}" for doubt in product.doubts]
    return "\n".join(lines)


def _why(product: ProductResult) -> str:
    return f"[dim]{escape(product.why_ranked or '')}[/dim]"
