"""``chatbot-response-formatter`` as a Lambda function."""

from pydantic import BaseModel

from talknshop.documents.functions.response_formatter import FormatRequest, format_answer
from talknshop.documents.lambdas.adapter import LambdaFunction, request_of
from talknshop.documents.lambdas.calls import Call
from talknshop.documents.lambdas.collaborators import Collaborators

NAME = "chatbot-response-formatter"


async def run(call: Call, collaborators: Collaborators) -> BaseModel:
    """The answer that quotes make."""
    del collaborators
    return format_answer(request_of(FormatRequest, call.payload))


handler = LambdaFunction(NAME, run)
