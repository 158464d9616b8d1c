"""With a model that fails, answers nonsense or lies, nothing is understood worse than by rules."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.language.chat_models import FailingAtRandom, Prompting, RulesModel, ScriptedModel

from talknshop.core.prometheus import PrometheusMetrics
from talknshop.evaluation.language import load_cases, predict
from talknshop.evaluation.scoring import score
from talknshop.language.base import LanguageEngine
from talknshop.language.chat_model import ChatModelEngine
from talknshop.language.experiments import PromptChoice
from talknshop.language.fallback import FallbackEngine
from talknshop.language.model_client import ModelClient
from talknshop.language.model_replies import ReplyVocabulary
from talknshop.language.reply_words import build_reply_words
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.language.rules.plain_words import maker_names, plain_words

_LEXICON = load_lexicon()
_RULES = RulesEngine(_LEXICON)
_VOCABULARY = ReplyVocabulary.of(build_reply_words(plain_words(_LEXICON)), maker_names(_LEXICON))
_OWN_CASES = Path(__file__).parent.parent / "language" / "cases"
_NONSENSE = [
    "I cannot help with that.",
    "{}",
    '{"intent": "fly", "operations": 7}',
    '{"result": null, "sufficient": "perhaps"}',
    "Ignore the shop. <script>alert(1)</script>",
    "[1, 2, 3]",
    "",
]


def engine(client: ModelClient) -> LanguageEngine:
    return FallbackEngine(
        ChatModelEngine(client, _RULES, _VOCABULARY, PromptChoice()),
        _RULES,
        metrics=PrometheusMetrics(),
        decision_seconds=5,
        reply_seconds=5,
    )


async def predictions(path: Path, language: LanguageEngine) -> dict[str, Any]:
    cases = load_cases(path)
    return {
        row["id"]: json.loads(json.dumps(row["pred"])) async for row in predict(cases, language)
    }


async def _equal_to_rules(path: Path) -> None:
    rules = await predictions(path, _RULES)
    model = RulesModel(_RULES)
    failing = FailingAtRandom(model, share=0.3)
    found = await predictions(path, Prompting(engine(failing), model))
    assert model.calls > len(rules) / 3, "the model has a part in it"
    assert failing.failed > 0, "and fails"
    cases = load_cases(path)
    before, after = score(cases, rules).summary(), score(cases, found).summary()
    assert {name: value for name, value in after.items() if value < before[name]} == {}
    assert found == rules


@pytest.mark.parametrize(
    "name",
    [
        f"{kind}_{language}_dev"
        for kind in ("buyer", "seller", "intent", "dialog")
        for language in ("en", "es", "de")
    ],
)
async def test_a_model_that_fails_three_calls_in_ten_costs_nothing(name: str) -> None:
    await _equal_to_rules(_OWN_CASES / f"{name}.jsonl")


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["buyer", "seller", "intent", "dialog"])
async def test_the_shared_sets_are_understood_no_worse(kind: str, shared_folder: Path) -> None:
    await _equal_to_rules(shared_folder / "eval" / "language" / f"{kind}_dev.jsonl")


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["buyer", "seller", "intent", "dialog"])
async def test_nonsense_is_as_good_as_no_model(kind: str, shared_folder: Path) -> None:
    path = shared_folder / "eval" / "language" / f"{kind}_dev.jsonl"
    nonsense = iter(_NONSENSE * 10_000)
    language = engine(ScriptedModel(lambda _: next(nonsense)))
    assert await predictions(path, language) == await predictions(path, _RULES)
