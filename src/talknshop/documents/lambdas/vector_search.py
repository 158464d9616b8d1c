"""``chatbot-vector-search`` as a Lambda function."""

from pydantic import BaseModel

from talknshop.documents.functions.vector_search import SearchRequest, search
from talknshop.documents.lambdas.adapter import LambdaFunction, request_of
from talknshop.documents.lambdas.calls import Call
from talknshop.documents.lambdas.collaborators import Collaborators

NAME = "chatbot-vector-search"


async def run(call: Call, collaborators: Collaborators) -> BaseModel:
    """The passages that fit a question."""
    request = request_of(SearchRequest, call.payload)
    return await search(request, passages=await collaborators.passages())


handler = LambdaFunction(NAME, run)
