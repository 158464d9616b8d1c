"""An index of all passages as they stood at one moment; it is built anew and never changed.

A folder holds the text index, the vectors where there is an encoder, and the list of passages.
The folder can be copied and opened elsewhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict

from talknshop.documents.chunking import PIECE, spans
from talknshop.documents.stored import StoredChunk, StoredVersion
from talknshop.schemas.document import DocumentInfo
from talknshop.search.index import AnyOf, Condition, Document, Is, Query, Term
from talknshop.search.languages import DEFAULT_LANGUAGE, stems
from talknshop.search.tantivy_index import IndexFields, TantivyBuilder, TantivyIndex

_PASSAGES = "passages.json"
_WORDS = "words.json"
_TEXT = "text"
_DOCUMENT = "document"
_TITLE_COUNTS = 3
FIELDS = IndexFields(texts={"title": _TITLE_COUNTS, "body": 1}, keywords=(_DOCUMENT,))
_COMMON = 0.05
_MANY_DOCUMENTS = 200
"""Up to so many documents are named to the text index; of more, its hits are looked through."""


class IndexedPassage(BaseModel):
    """A passage, by its place in the list of documents."""

    model_config = ConfigDict(frozen=True)

    document: int
    chunk: StoredChunk


class PassageList(BaseModel):
    """Everything there is of an index besides words and vectors."""

    model_config = ConfigDict(frozen=True)

    documents: tuple[DocumentInfo, ...]
    passages: tuple[IndexedPassage, ...]
    pieces: tuple[int, ...]
    """For each piece that has a vector, by its id, the passage that it is of."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a passage that gets a vector; the title says what it is about."""

    passage: int
    text: str


def build_index(folder: Path, versions: Iterable[tuple[DocumentInfo, StoredVersion]]) -> list[str]:
    """Writes an index into an empty folder; blocks.

    Args:
        folder: Exists and is empty.
        versions: Each document with its newest version.

    Returns:
        The texts of the pieces, in the order of their ids, to be made vectors of.
    """
    (folder / _TEXT).mkdir()
    builder = TantivyBuilder(folder / _TEXT, FIELDS)
    documents: list[DocumentInfo] = []
    passages: list[IndexedPassage] = []
    pieces: list[Piece] = []
    words = Counter[str]()
    for document, version in versions:
        for chunk in version.chunks:
            indexed = _indexed(len(passages), document, version.text, chunk)
            builder.add(indexed)
            words.update({word for text in indexed.texts.values() for word in text.split()})
            pieces.extend(_pieces(len(passages), document, version.text, chunk))
            passages.append(IndexedPassage(document=len(documents), chunk=chunk))
        documents.append(document)
    builder.finish()
    listed = PassageList(
        documents=tuple(documents),
        passages=tuple(passages),
        pieces=tuple(piece.passage for piece in pieces),
    )
    several = {word: count for word, count in words.items() if count > 1}
    (folder / _WORDS).write_bytes(orjson.dumps(several))
    (folder / _PASSAGES).write_bytes(orjson.dumps(listed.model_dump(mode="json")))
    return [piece.text for piece in pieces]


def _indexed(number: int, document: DocumentInfo, text: str, chunk: StoredChunk) -> Document:
    language = document.language or DEFAULT_LANGUAGE
    # The headings are in the body once already: a passage begins with the one it stands below.
    about = " ".join((document.title, *chunk.path[:-1]))
    return Document(
        number,
        texts={
            "title": " ".join(stems(about, language)),
            "body": " ".join(stems(text[chunk.start : chunk.end], language)),
        },
        keywords={_DOCUMENT: [document.document_id]},
    )


def _pieces(passage: int, document: DocumentInfo, text: str, chunk: StoredChunk) -> Iterator[Piece]:
    for start, end in spans(text, chunk.start, chunk.end, PIECE):
        yield Piece(passage, f"{document.title}\n{text[start:end]}")


class PassageIndex:
    """A finished index; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Opens the index in a folder.

        Raises:
            ValueError: There is none, or it is damaged.
            OSError: It cannot be read.
        """
        self._listed = PassageList.model_validate_json((folder / _PASSAGES).read_bytes())
        self._words: dict[str, int] = orjson.loads((folder / _WORDS).read_bytes())
        self._text = TantivyIndex(folder / _TEXT, FIELDS)
        self._languages = Counter(
            document.language or DEFAULT_LANGUAGE for document in self._listed.documents
        )

    @property
    def documents(self) -> Sequence[DocumentInfo]:
        """The documents it was built from."""
        return self._listed.documents

    @property
    def passages(self) -> Sequence[IndexedPassage]:
        """All passages; their numbers are what ``by_words`` scores."""
        return self._listed.passages

    @property
    def in_passages(self) -> Mapping[str, int]:
        """In how many passages a word without its ending is; those in one alone are left out."""
        return self._words

    @property
    def pieces(self) -> Sequence[int]:
        """The passage of each vector."""
        return self._listed.pieces

    @property
    def languages(self) -> list[str]:
        """What a twentieth of the documents or more is in."""
        return self._common_languages()

    def _common_languages(self) -> list[str]:
        least = len(self._listed.documents) * _COMMON
        return sorted(name for name, count in self._languages.items() if count >= least)

    def words_of(self, number: int, text: str) -> Counter[str]:
        """How often a passage has each word without its ending, as it was indexed.

        Args:
            number: The passage.
            text: The whole text of its document.
        """
        found = self._listed.passages[number]
        document = self._listed.documents[found.document]
        counts = Counter[str]()
        for name, words in _indexed(number, document, text, found.chunk).texts.items():
            for word in words.split():
                counts[word] += FIELDS.texts[name]
        return counts

    def asked_words(self, query: str, language: str | None) -> frozenset[str]:
        """The words of a question without their endings, as ``by_words`` looks for them."""
        languages = [language] if language in self._languages else self._common_languages()
        return frozenset(word for one in languages for word in stems(query, one))

    def by_words(
        self,
        query: str,
        language: str | None,
        *,
        among: frozenset[int] | None,
        limit: int,
        also: Mapping[str, float] | None = None,
    ) -> Mapping[int, float]:
        """Passages that have words of a question, by how well these fit.

        Args:
            query: The question.
            language: What it is in; where that is unknown, or no document is in it, its words are
                looked for as words of every language that a twentieth of the documents is in.
            among: Numbers of the documents that count; None for all.
            limit: How many at most.
            also: Further words without their endings, with what each counts beside one of the
                question's.
        """
        languages = [language] if language in self._languages else self._common_languages()
        words = dict.fromkeys((word for one in languages for word in stems(query, one)), 1.0)
        for word, weight in (also or {}).items():
            words[word] = words.get(word, 0.0) + weight
        terms = tuple(Term((word,), required=True, weight=weight) for word, weight in words.items())
        named: Condition | None = None
        if among is not None and len(among) <= _MANY_DOCUMENTS:
            chosen = tuple(self._listed.documents[number].document_id for number in among)
            named = Is(_DOCUMENT, chosen) if chosen else AnyOf(())
        asked = Query(terms, every=False)
        # Where too many are meant to be named, enough are fetched that some remain.
        fetched = limit if among is None or named is not None else len(self._listed.passages)
        hits = self._text.search(asked.also(named) if named else asked, limit=fetched).hits
        kept = (
            hit
            for hit in hits
            if among is None or self._listed.passages[hit.document_id].document in among
        )
        return {hit.document_id: hit.score for hit, _ in zip(kept, range(limit), strict=False)}
