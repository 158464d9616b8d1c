"""``chatbot-embedding-service`` as a Lambda function."""

from pydantic import BaseModel

from talknshop.documents.functions.embedding import EmbeddingRequest, embed
from talknshop.documents.lambdas.adapter import LambdaFunction, request_of
from talknshop.documents.lambdas.calls import Call
from talknshop.documents.lambdas.collaborators import Collaborators

NAME = "chatbot-embedding-service"


async def run(call: Call, collaborators: Collaborators) -> BaseModel:
    """The vector of a text."""
    request = request_of(EmbeddingRequest, call.payload)
    return await embed(request, encoder=await collaborators.query_encoder())


handler = LambdaFunction(NAME, run)
