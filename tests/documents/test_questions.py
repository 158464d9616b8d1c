"""Questions in people's own words find the document that answers them, and others find nothing."""

import asyncio
import tomllib
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from pydantic import BaseModel

from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_documents
from talknshop.documents.container import Container, build_container
from talknshop.documents.question_words import asked_words, further_words, question_language
from talknshop.schemas.document_question import DocumentQuestion


class Question(BaseModel):
    """A question, and the files that answer it, separated by blanks."""

    question: str
    documents: str


class Questions(BaseModel):
    """What is asked."""

    tuned: list[Question]
    confirmed: list[Question]
    nothing_tuned: list[str]
    nothing_confirmed: list[str]


ASKED = Questions.model_validate(
    tomllib.loads(Path(__file__).with_name("questions.toml").read_text("utf-8"))
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Container]:
    settings = load_settings(data_dir=tmp_path)
    container = build_container(settings, bundled=bundled_documents())
    await container.take_bundled()
    yield container
    await container.aclose()
    await asyncio.to_thread(container.close)


async def answered(store: Container, questions: list[Question]) -> float:
    """The share of questions that are answered with a quote of the right document."""
    files = {one.document_id: one.source async for one in store.documents.all()}
    right = 0
    for one in questions:
        asked = DocumentQuestion(question=one.question)
        answer = await store.answers.answer(asked, user_id=None)
        quoted = {files[citation.document_id] for citation in answer.citations}
        right += bool(quoted & set(one.documents.split()))
    return right / len(questions)


async def unanswered(store: Container, questions: list[str]) -> float:
    """The share of questions of which it is said that nothing was found."""
    answers = [
        await store.answers.answer(DocumentQuestion(question=one), user_id=None)
        for one in questions
    ]
    return sum(not one.citations for one in answers) / len(answers)


async def test_questions_find_the_document_that_answers_them(store: Container) -> None:
    assert await answered(store, ASKED.tuned) >= 0.92
    assert await answered(store, ASKED.confirmed) >= 0.85


@pytest.mark.parametrize(
    "question",
    ["what is your return policy?", "Tell me about the return policy.", "return policy"],
)
async def test_who_asks_for_a_whole_policy_is_told_it_from_its_beginning(
    store: Container, question: str
) -> None:
    answer = await store.answers.answer(DocumentQuestion(question=question), user_id=None)
    assert any("30 days" in citation.quote for citation in answer.citations)
    places = [citation.char_start for citation in answer.citations]
    assert places == sorted(places)
    assert len(places) == 3


async def test_what_is_not_there_is_not_found(store: Container) -> None:
    assert await unanswered(store, ASKED.nothing_tuned) >= 0.9
    assert await unanswered(store, ASKED.nothing_confirmed) >= 0.95


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Welche Zahlungsarten gibt es?", "de"),
        ("¿Aceptan tarjetas regalo?", "es"),
        ("refund policy", "en"),
        ("Quando è la consegna della merce?", "it"),
        ("xyzzy", None),
    ],
)
def test_the_language_of_short_questions(question: str, language: str | None) -> None:
    assert question_language(question) == language


def test_words_of_other_languages_and_other_words_are_looked_for() -> None:
    words = further_words("Wie entkalke ich die Kaffeemaschine?", ["en"])
    assert {"descal", "coffe"} <= words.keys()
    assert "guarante" in further_words("how long is the warranty?", ["en"])
    assert further_words("xyzzy plugh", ["en"]) == {}


def test_a_question_of_common_words_alone_keeps_them() -> None:
    assert [one.own for one in asked_words("what is it?")] == ["what", "is", "it"]
