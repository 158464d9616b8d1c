"""How events look in a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talknshop.cli.shop_lines import ShopLines, landed_text, offers_line, seller_line
from talknshop.language.phrasebook import HOME, Phrasebook, phrasebook_of
from talknshop.schemas.catalog import ComparisonRow
from talknshop.schemas.emphasis import emphasised
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

    def __init__(self, console: Console, book: Phrasebook | None = None) -> None:
        """Prints to ``console`` in the language of ``book``; in English without one."""
        self._console = console
        self._book = book or phrasebook_of(HOME)
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
            values = [self._cell(row, value) for value in row.values]
            best = [f"[bold]{v}[/bold]" if n in row.best else v for n, v in enumerate(values)]
            table.add_row(
                f"{'≠ ' if row.differs else ''}{escape(self._book.attribute(row.name))}", *best
            )
        self._console.print(table)

    def _cell(self, row: ComparisonRow, value: str | float | None) -> str:
        if value is None:
            return _NOT_STATED
        unit = f" {row.unit}" if row.unit else ""
        known = value if isinstance(value, float | int) else self._book.value(row.name, value)
        figure = known if isinstance(known, str) else self._book.number(known)
        return escape(f"{figure}{unit}")

    def _results(self, event: ResultsEvent) -> None:
        book = self._book
        self._suggestions = [relaxation.label for relaxation in event.data.relaxations]
        if event.data.products:
            table = Table(box=None, padding=(0, 1, 0, 0))
            table.add_column("")
            table.add_column(book.attribute("price"), justify="right")
            table.add_column(book.say("terminal", "product"))
            table.add_column(book.say("terminal", "why"))
            apart = False
            for number, product in enumerate(event.data.products, start=1):
                if product.is_near and not apart:
                    only_near = escape(book.say("terminal", "only_near"))
                    table.add_row("", "", f"[dim]{only_near}[/dim]", "")
                    apart = True
                parts = (_prices(product, book), _title(product, book), _why(product, book))
                table.add_row(str(number), *parts)
            self._console.print(table)
        if order := _order(event.data.criteria, book):
            self._console.print(f"[dim]{escape(book.say('terminal', 'order', order=order))}[/dim]")
        if event.data.excluded:
            account = ", ".join(_left_out(item, book) for item in event.data.excluded)
            told = book.say("terminal", "left_out", reasons=account)
            self._console.print(f"[dim]{escape(told)}[/dim]")
        for number, relaxation in enumerate(event.data.relaxations, start=1):
            shown = book.relaxation(relaxation, event.data.requirement_spec)
            label = relaxation.label if book.language == HOME else shown
            self._console.print(f"  {number}. {escape(label)}")


_NOT_STATED = "–"


def price_text(product: ProductResult, book: Phrasebook) -> str:
    """The price with its currency, or that it is not stated."""
    if product.price is None:
        return book.say("terminal", "not_stated")
    return book.price(product.price, product.currency)


def _prices(product: ProductResult, book: Phrasebook) -> str:
    landed = landed_text(product)
    return price_text(product, book) + (f"\n[dim]{landed}[/dim]" if landed else "")


def _why(product: ProductResult, book: Phrasebook) -> str:
    told = product.why_ranked if book.language == HOME else book.reasons(product.reasons)
    return f"[dim]{escape(told or product.why_ranked or '')}[/dim]"


def _title(product: ProductResult, book: Phrasebook) -> str:
    label = f" [dim]({book.say('terminal', 'simulated')})[/dim]" if product.simulated else ""
    lines = [f"[link={product.deep_link}]{escape(product.title)}[/link]{label}"]
    lines += [f"[dim]{escape(line)}[/dim]" for line in (seller_line(product), offers_line(product))
              if line]  # fmt: skip
    twice = book.page("doubt", "look_twice")
    lines += [f"[yellow]{twice}[/yellow] {escape(book.doubt(one))}" for one in product.doubts]
    return "\n".join(lines)


def _order(weights: RankingCriteria | None, book: Phrasebook) -> str:
    """What counts more or less than usual; empty when nothing does."""
    return ", ".join(
        book.page("order", one.part, level=str(one.emphasis))
        for one in emphasised(weights)
        if one.emphasis and one.part
    )


def _left_out(excluded: Excluded, book: Phrasebook) -> str:
    by_slot = excluded.reason in {"price", "brand"} and book.page_knows("excluded", excluded.slot)
    key = excluded.slot if by_slot else excluded.reason
    key = key if book.page_knows("excluded", key) else "attribute"
    name = book.attribute((excluded.slot or excluded.reason).removeprefix("attributes."))
    return book.page("excluded", key, count=excluded.count, name=name)
