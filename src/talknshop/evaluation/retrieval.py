"""How well documents are found, and whether what is cited stands where it is said to."""

import gzip
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
from pydantic import BaseModel, TypeAdapter

from talknshop.documents.extracts import extracts
from talknshop.documents.index_keeper import IndexSnapshot
from talknshop.documents.parsing.plain import parse_plain
from talknshop.documents.passage_index import PassageIndex, build_index
from talknshop.documents.scoring import Asked, first_found, refined_scores
from talknshop.documents.stored import StoredVersion, stored_version
from talknshop.evaluation.intervals import wilson
from talknshop.schemas.document import DocumentFormat, DocumentInfo, Passage
from talknshop.search.encoder import Encoder
from talknshop.search.languages import language_of
from talknshop.search.vector_filling import fill_vectors
from talknshop.search.vectors import VectorStore

_MOST = 100
_PIECES = "pieces"


class CorpusDocument(BaseModel):
    """A document of a collection."""

    id: str
    title: str = ""
    text: str


class CorpusQuery(BaseModel):
    """A question about a collection."""

    id: str
    text: str


def read_documents(file: Path) -> list[CorpusDocument]:
    """Reads documents, one JSON object a line; the file may be compressed with gzip."""
    return [CorpusDocument.model_validate_json(line) for line in _lines(file)]


def read_queries(file: Path) -> list[CorpusQuery]:
    """Reads questions, one JSON object a line; the file may be compressed with gzip."""
    return [CorpusQuery.model_validate_json(line) for line in _lines(file)]


def _lines(file: Path) -> list[bytes]:
    content = file.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    return [line for line in content.splitlines() if line.strip()]


class Collection:
    """Documents, indexed as the product does it."""

    def __init__(
        self,
        documents: Sequence[CorpusDocument],
        folder: Path,
        *,
        encoder: Encoder | None = None,
        vectors: Path | None = None,
    ) -> None:
        """Indexes documents in an empty folder; blocks.

        Args:
            documents: The collection.
            folder: Holds the index.
            encoder: Makes vectors; None searches words alone.
            vectors: A folder that keeps vectors from one run to the next.
        """
        self.versions = [stored_version(parse_plain(one.text)) for one in documents]
        told = [_told(one, version) for one, version in zip(documents, self.versions, strict=True)]
        pieces = build_index(folder, zip(told, self.versions, strict=True))
        index = None
        if encoder is not None and vectors is not None:
            store = VectorStore(vectors, encoder=encoder.name, dimensions=encoder.dimensions)
            known = store.index(_PIECES)
            own = VectorStore(folder, encoder=encoder.name, dimensions=encoder.dimensions)
            with own.writer(_PIECES) as writer:
                fill_vectors(enumerate(pieces, 1), writer, encoder, known=[known] if known else [])
            vectors.mkdir(parents=True, exist_ok=True)
            (folder / f"{_PIECES}.vectors").replace(vectors / f"{_PIECES}.vectors")
            index = store.index(_PIECES)
        self._encoder = encoder
        self._snapshot = IndexSnapshot(folder, PassageIndex(folder), index)

    def passages(self, question: str, *, most: int = 200) -> list[Passage]:
        """What is found for a question, best first."""
        vector = None
        if self._encoder is not None:
            vector = [float(value) for value in self._encoder.encode([question])[0]]
        asked = Asked(question, vector)
        found = first_found(self._snapshot, asked)
        scores, first = found.scores(), found.best()
        if first is not None:
            document = self._snapshot.passages.passages[first].document
            text = self.versions[document].text
            scores = refined_scores(self._snapshot, asked, found, first, text)
        best = sorted(scores, key=lambda number: (-scores[number], number))[:most]
        return [self._passage(number, scores[number]) for number in best]

    def _passage(self, number: int, score: float) -> Passage:
        index = self._snapshot.passages
        found = index.passages[number]
        document, chunk = index.documents[found.document], found.chunk
        return Passage(
            document_id=document.document_id,
            version=1,
            char_start=chunk.start,
            char_end=chunk.end,
            title=document.title,
            text=self.versions[found.document].text[chunk.start : chunk.end],
            score=score,
        )


def ranked_documents(collection: Collection, question: str) -> list[str]:
    """The ids of the documents that fit a question, best first, each by its best passage."""
    found = dict.fromkeys(passage.document_id for passage in collection.passages(question))
    return list(found)[:_MOST]


def _told(document: CorpusDocument, version: StoredVersion) -> DocumentInfo:
    moment = datetime(2000, 1, 1, tzinfo=UTC)
    return DocumentInfo(
        document_id=document.id,
        version=1,
        title=document.title,
        format=DocumentFormat.TEXT,
        language=language_of(version.text),
        source=document.id,
        content_hash="",
        char_count=len(version.text),
        chunk_count=len(version.chunks),
        added_at=moment,
        updated_at=moment,
    )


@dataclass(frozen=True, slots=True)
class CitationReport:
    """What came of questions whose answers are known by their place.

    Attributes:
        questions: How many were asked.
        first: For how many the right paragraph came first.
        answered: For how many a quote from the right paragraph has the answer in it.
        quotes: How many quotes were made.
        exact: How many of them are the stored text between their offsets.
    """

    questions: int
    first: int
    answered: int
    quotes: int
    exact: int

    def lines(self) -> Iterator[str]:
        """The report, a line a figure."""
        for label, count, of in (
            ("right paragraph first", self.first, self.questions),
            ("answer within a quote", self.answered, self.questions),
            ("quotes that are slices", self.exact, self.quotes),
        ):
            low, high = wilson(count, of)
            share = count / of if of else 0.0
            yield f"{label:<24}{share:7.1%}  ({low:.1%} to {high:.1%}, {count} of {of})"


class _Answer(BaseModel):
    text: str


class _Question(BaseModel):
    question: str
    answers: list[_Answer]


class _Paragraph(BaseModel):
    context: str
    qas: list[_Question]


class _Article(BaseModel):
    paragraphs: list[_Paragraph]


_ARTICLES = TypeAdapter(list[_Article])


def judge_citations(file: Path, *, encoder: Encoder | None, vectors: Path) -> CitationReport:
    """Asks every question of a file in SQuAD's form about all its paragraphs.

    Args:
        file: The questions, each with the text that answers it.
        encoder: Makes vectors; None searches words alone.
        vectors: A folder that keeps vectors from one run to the next.
    """
    articles = _ARTICLES.validate_python(orjson.loads(file.read_bytes())["data"])
    paragraphs = [paragraph for article in articles for paragraph in article.paragraphs]
    documents = [
        CorpusDocument(id=str(number), text=paragraph.context)
        for number, paragraph in enumerate(paragraphs)
    ]
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(documents, Path(folder), encoder=encoder, vectors=vectors)
        outcomes = [
            _judge(collection, str(number), question)
            for number, paragraph in enumerate(paragraphs)
            for question in paragraph.qas
        ]
    first, answered, quotes, exact = (sum(figures) for figures in zip(*outcomes, strict=True))
    return CitationReport(len(outcomes), first, answered, quotes, exact)


def _judge(
    collection: Collection, document_id: str, question: _Question
) -> tuple[bool, bool, int, int]:
    found = collection.passages(question.question, most=5)
    quotes = extracts(question.question, found)
    exact = [
        one.text
        == collection.versions[int(one.passage.document_id)].text[one.char_start : one.char_end]
        for one in quotes
    ]
    answered = any(
        one.passage.document_id == document_id
        and any(answer.text in one.text for answer in question.answers)
        for one in quotes
    )
    is_first = bool(found) and found[0].document_id == document_id
    return is_first, answered, len(quotes), sum(exact)
