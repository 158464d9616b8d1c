"""``chatbot-action-executor`` as a Lambda function."""

from pydantic import BaseModel, Field

from talknshop.documents.functions.action_executor import execute
from talknshop.documents.functions.plan import ActionPlan, ActionResult, Scope
from talknshop.documents.lambdas.adapter import LambdaFunction, request_of
from talknshop.documents.lambdas.calls import Call
from talknshop.documents.lambdas.collaborators import Collaborators
from talknshop.schemas.base import WireModel

NAME = "chatbot-action-executor"


class ExecutionRequest(WireModel):
    """A plan, and which documents it is about."""

    plan: ActionPlan
    scope: Scope = Field(default_factory=Scope)


class Execution(WireModel):
    """What came of each action, in the order of the plan."""

    results: list[ActionResult]


async def run(call: Call, collaborators: Collaborators) -> BaseModel:
    """What came of a plan."""
    request = request_of(ExecutionRequest, call.payload)
    callees = await collaborators.callees()
    return Execution(
        results=await execute(request.plan, request.scope, call.viewer, callees=callees)
    )


handler = LambdaFunction(NAME, run)
