"""What a model writes, sentence by sentence; where one adds something, its quote stands."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing

import structlog

from talknshop.core.errors import TalknShopError
from talknshop.documents.functions.support import first_end, is_supported, references_of
from talknshop.schemas.answer import Citation

_log = structlog.stdlib.get_logger(__name__)

_LONGEST = 4000


class Wording:
    """One answer while it is written.

    Attributes:
        text: What was let through so far.
        kept: Sentences of the model in it.
        dropped: Sentences that said more than their quotes.
    """

    def __init__(self, citations: Sequence[Citation], quoted: Callable[[Citation], str]) -> None:
        """Begins.

        Args:
            citations: The quotes.
            quoted: Tells a quote as a line, where a sentence about it cannot stand.
        """
        self._citations = citations
        self._quoted = quoted
        self._shown = set[int]()
        self.text = ""
        self.kept = 0
        self.dropped = 0

    async def write(self, pieces: AsyncGenerator[str]) -> AsyncIterator[str]:
        """What may be said of what comes, as soon as a sentence is whole.

        A model that breaks off leaves what was said; what it did not come to is quoted. Where none
        of its sentences stands, nothing is said at all, and somebody else composes the answer.
        """
        failed = False
        try:
            async with aclosing(_sentences(pieces)) as sentences:
                async for sentence in sentences:
                    if said := self._take(sentence):
                        yield said
        except TalknShopError as error:
            failed = True
            _log.warning("answer not worded to its end", reason=error.message)
        if self.kept and failed:
            for said in self._rest():
                yield said

    def _take(self, sentence: str) -> str:
        if is_supported(sentence, self._citations):
            self.kept += 1
            self._shown |= references_of(sentence)
            return self._say(sentence, " ")
        self.dropped += 1
        _log.info("sentence dropped", references=sorted(references_of(sentence)))
        # Before anything of the model stands there may be nothing that does.
        if not self.kept:
            return ""
        return "".join(self._quote(n) for n in sorted(references_of(sentence)))

    def _rest(self) -> list[str]:
        quoted = [self._quote(one.n) for one in self._citations]
        return [one for one in quoted if one]

    def _quote(self, number: int) -> str:
        citation = next((one for one in self._citations if one.n == number), None)
        if citation is None or number in self._shown:
            return ""
        self._shown.add(number)
        return self._say(self._quoted(citation), "\n")

    def _say(self, text: str, between: str) -> str:
        ends_line = between == "\n" or self.text.endswith("\n")
        said = f"{(chr(10) if ends_line else between) if self.text else ''}{text}"
        self.text += said
        return said


async def _sentences(pieces: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """Whole sentences, each with its reference."""
    text = ""
    length = 0
    async with aclosing(pieces) as parts:
        async for piece in parts:
            text += piece
            length += len(piece)
            if length > _LONGEST:
                return
            while (cut := first_end(text)) is not None:
                yield text[:cut].strip()
                text = text[cut:]
    if text.strip():
        yield text.strip()
