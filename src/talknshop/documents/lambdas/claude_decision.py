"""``chatbot-claude-decision`` as a Lambda function."""

from pydantic import BaseModel

from talknshop.documents.functions.decision import DecisionRequest, decide
from talknshop.documents.lambdas.adapter import LambdaFunction, request_of
from talknshop.documents.lambdas.calls import Call
from talknshop.documents.lambdas.collaborators import Collaborators

NAME = "chatbot-claude-decision"


async def run(call: Call, collaborators: Collaborators) -> BaseModel:
    """The plan for a question."""
    del collaborators
    return await decide(request_of(DecisionRequest, call.payload))


handler = LambdaFunction(NAME, run)
