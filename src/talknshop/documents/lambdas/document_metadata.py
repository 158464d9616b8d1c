"""``chatbot-document-metadata`` as a Lambda function."""

from pydantic import BaseModel

from talknshop.documents.functions.document_metadata import MetadataRequest, list_documents
from talknshop.documents.functions.plan import Scope
from talknshop.documents.lambdas.adapter import LambdaFunction, request_of
from talknshop.documents.lambdas.calls import Call
from talknshop.documents.lambdas.collaborators import Collaborators

NAME = "chatbot-document-metadata"


async def run(call: Call, collaborators: Collaborators) -> BaseModel:
    """Documents by title; an address names what they are about without ``scope``."""
    scope = {name: call.payload[name] for name in Scope.model_fields if name in call.payload}
    request = request_of(MetadataRequest, {"scope": scope, **call.payload})
    return await list_documents(request, documents=await collaborators.documents())


handler = LambdaFunction(NAME, run)
