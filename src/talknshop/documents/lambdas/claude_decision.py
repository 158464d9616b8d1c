"""``chatbot-claude-decision`` as a Lambda function."""

from pydantic import BaseModel

from talknshop.core.ids import new_id
from talknshop.documents.functions.decision import DecisionRequest, decide
from talknshop.documents.lambdas.adapter import LambdaFunction, request_of
from talknshop.documents.lambdas.calls import Call
from talknshop.documents.lambdas.collaborators import Collaborators
from talknshop.language.accounts import account_of

NAME = "chatbot-claude-decision"


async def run(call: Call, collaborators: Collaborators) -> BaseModel:
    """The plan for a question, of a model where one is set."""
    request = request_of(DecisionRequest, call.payload)
    account = account_of(call.viewer, None, new_id("plan"))
    return await decide(request, planner=await collaborators.planner(), account=account)


handler = LambdaFunction(NAME, run)
