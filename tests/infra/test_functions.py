"""The nine functions."""

import json
import subprocess
import sys
from typing import Any

import pytest
from infra.function_plans import FUNCTIONS, FunctionPlan
from tests.infra.synthesised import Synthesised

BY_NAME = {
    "chatbot-claude-decision": 1024,
    "chatbot-action-executor": 512,
    "chatbot-embedding-service": 2048,
    "chatbot-vector-search": 1024,
    "chatbot-document-metadata": 256,
    "chatbot-document-content": 256,
    "chatbot-source-extractor": 512,
    "chatbot-response-formatter": 512,
    "chatbot-conversation-manager": 256,
}
_PEAK = """
import importlib, pathlib, re, sys
importlib.import_module(sys.argv[1])
print(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""


def made(of: Synthesised) -> dict[str, dict[str, Any]]:
    return {f["FunctionName"]: f for f in of.of_type("functions", "AWS::Lambda::Function")}


def test_each_has_its_name_and_memory(production: Synthesised) -> None:
    found = made(production)
    assert {name: function["MemorySize"] for name, function in found.items()} == BY_NAME
    for function in found.values():
        assert function["PackageType"] == "Image"
        assert function["LoggingConfig"]["LogFormat"] == "JSON"


@pytest.mark.parametrize("plan", FUNCTIONS, ids=lambda plan: plan.name)
def test_each_runs_its_handler(plan: FunctionPlan, production: Synthesised) -> None:
    function = made(production)[plan.name]
    assert function["ImageConfig"] == {"Command": [plan.handler]}
    assert "1.0.0-functions" in json.dumps(function["Code"])
    assert function["Timeout"] > 30, "an alarm rings from 30 s on"


@pytest.mark.parametrize("plan", FUNCTIONS, ids=lambda plan: plan.name)
def test_a_handler_leaves_half_of_its_memory_to_its_work(plan: FunctionPlan) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _PEAK, plan.module], capture_output=True, text=True, check=True
    )
    mebibytes = int(told.stdout) / 1024
    assert mebibytes < plan.memory_mib / 2


def test_those_on_the_way_of_a_question_are_kept_warm(
    production: Synthesised, staging: Synthesised
) -> None:
    warm = {plan.name for plan in FUNCTIONS if plan.warm}
    aliases = production.of_type("functions", "AWS::Lambda::Alias")
    kept = [alias for alias in aliases if "ProvisionedConcurrencyConfig" in alias]
    assert len(aliases) == len(FUNCTIONS)
    assert len(kept) == len(warm) == 4
    assert "ProvisionedConcurrencyConfig" not in json.dumps(staging.template("functions"))


@pytest.mark.parametrize("plan", FUNCTIONS, ids=lambda plan: plan.name)
def test_each_may_do_what_it_does(plan: FunctionPlan, production: Synthesised) -> None:
    found = production.template("functions")["Resources"]
    role = plan.name.replace("-", "") + "role"
    granted = [
        statement
        for each in found.values()
        if each["Type"] == "AWS::IAM::Policy" and role in json.dumps(each["Properties"]["Roles"])
        for statement in each["Properties"]["PolicyDocument"]["Statement"]
    ]
    text = json.dumps(granted)
    assert ("bedrock:InvokeModel" in text) is (plan.name == "chatbot-claude-decision")
    assert ("dynamodb:PutItem" in text) is (plan.name == "chatbot-conversation-manager")
    assert "s3:PutObject" not in text
    assert "Scan" not in text
