import re
from enum import StrEnum

import pytest

from talknshop.catalog.matching import Reason
from talknshop.core.errors import ErrorType
from talknshop.language.catalogues import CataloguePart, languages_of, read_catalogue
from talknshop.language.rules.lexicon import LANGUAGES, load_lexicon
from talknshop.orchestrator.progress import STEPS
from talknshop.schemas.enums import (
    Availability,
    Condition,
    Marketplace,
    MarketplaceJobStatus,
    PostingMarketplace,
    ReasonCode,
    ShippingOption,
    SourceStatus,
)
from talknshop.schemas.listing import ProblemLevel
from talknshop.schemas.product import DoubtCode

SPOKEN = ["en", *LANGUAGES]

VOCABULARIES: dict[str, type[StrEnum]] = {
    "availability": Availability,
    "condition": Condition,
    "doubt": DoubtCode,
    "excluded": Reason,
    "marketplace": Marketplace,
    "problem": ErrorType,
    "reason": ReasonCode,
    "source": SourceStatus,
}
UNSAID = {Availability.UNKNOWN}
"""What the page does not speak of."""


@pytest.mark.parametrize("part", CataloguePart)
def test_page_and_replies_speak_the_same_languages(part: CataloguePart) -> None:
    assert languages_of(part) == sorted(SPOKEN)


@pytest.mark.parametrize("language", SPOKEN)
def test_the_page_has_the_same_messages_in_every_language(language: str) -> None:
    english = read_catalogue(CataloguePart.PAGE, "en")
    own = read_catalogue(CataloguePart.PAGE, language)
    assert {name: sorted(section) for name, section in own.items()} == {
        name: sorted(section) for name, section in english.items()
    }


@pytest.mark.parametrize("section", VOCABULARIES)
def test_the_page_has_words_for_what_the_wire_names(section: str) -> None:
    named = {str(one) for one in VOCABULARIES[section] if one not in UNSAID}
    assert named - set(read_catalogue(CataloguePart.PAGE, "en")[section]) == set()


def test_the_page_has_words_for_each_state_of_a_listing() -> None:
    said = read_catalogue(CataloguePart.PAGE, "en")
    assert {f"status_{status}" for status in MarketplaceJobStatus} - set(said["job"]) == set()
    assert {f"level_{level}" for level in ProblemLevel} - set(said["listing"]) == set()
    assert set(ShippingOption) - set(said["listing"]) == set()
    assert set(PostingMarketplace) - set(said["marketplace"]) == set()


def test_the_page_names_each_step_as_the_server_does() -> None:
    said = read_catalogue(CataloguePart.PAGE, "en")["progress"]
    assert {step: said.get(step) for step in STEPS} == {
        step: sentence for step, (sentence, _) in STEPS.items()
    }


def test_replies_are_those_of_the_catalogue() -> None:
    messages = load_lexicon().messages
    assert messages == {name: read_catalogue(CataloguePart.REPLIES, name) for name in SPOKEN}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_offers_no_slot_that_english_does_not(language: str) -> None:
    english = read_catalogue(CataloguePart.REPLIES, "en")
    own = read_catalogue(CataloguePart.REPLIES, language)
    for section, messages in own.items():
        for key, wordings in messages.items():
            used = set(re.findall(r"\{([a-z0-9_.]+)\}", str(wordings)))
            known = set(re.findall(r"\{([a-z0-9_.]+)\}", str(english[section].get(key, ""))))
            assert used <= known, f"{section}.{key}"
