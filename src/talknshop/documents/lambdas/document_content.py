"""``chatbot-document-content`` as a Lambda function."""

from pydantic import BaseModel

from talknshop.documents.functions.document_content import ContentRequest, read_content
from talknshop.documents.lambdas.adapter import LambdaFunction, request_of
from talknshop.documents.lambdas.calls import Call
from talknshop.documents.lambdas.collaborators import Collaborators

NAME = "chatbot-document-content"


async def run(call: Call, collaborators: Collaborators) -> BaseModel:
    """A slice of a document, with its headings."""
    request = request_of(ContentRequest, call.payload)
    return await read_content(request, documents=await collaborators.documents())


handler = LambdaFunction(NAME, run)
