"""``chatbot-source-extractor`` as a Lambda function."""

from pydantic import BaseModel

from talknshop.documents.functions.source_extractor import SourceRequest, extract_sources
from talknshop.documents.lambdas.adapter import LambdaFunction, request_of
from talknshop.documents.lambdas.calls import Call
from talknshop.documents.lambdas.collaborators import Collaborators

NAME = "chatbot-source-extractor"


async def run(call: Call, collaborators: Collaborators) -> BaseModel:
    """The quotes of what was found."""
    request = request_of(SourceRequest, call.payload)
    return await extract_sources(request, documents=await collaborators.documents())


handler = LambdaFunction(NAME, run)
