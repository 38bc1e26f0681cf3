"""Creates or updates CloudFormation stacks and waits for them."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from infra.local.problems import LocalError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

_POLL_SECONDS: Final = 0.1
_DEPLOY_SECONDS: Final = 60.0
_UNUSABLE: Final = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS"}


def deploy_stack(
    client: "CloudFormationClient", name: str, template: Path, parameters: Mapping[str, str]
) -> dict[str, str]:
    """Bring the stack to this template; return its outputs. Raise `LocalError` with the first resource that failed."""
    current = _describe(client, name)
    if current is not None and current["StackStatus"] in _UNUSABLE:
        client.delete_stack(StackName=name)
        _wait(client, name)
        current = None
    _submit(client, name, template.read_text(), parameters, exists=current is not None)
    stack = _wait(client, name)
    if stack is None or stack["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise LocalError(f"The stack {name} was not deployed: {_first_failure(client, name)}")
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _submit(
    client: "CloudFormationClient", name: str, body: str, parameters: Mapping[str, str], *, exists: bool
) -> None:
    submit = client.update_stack if exists else client.create_stack
    try:
        submit(
            StackName=name,
            TemplateBody=body,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise LocalError(f"The stack {name} was refused: {error}") from error


def _describe(client: "CloudFormationClient", name: str) -> "StackTypeDef | None":
    try:
        return client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def _wait(client: "CloudFormationClient", name: str) -> "StackTypeDef | None":
    deadline = time.monotonic() + _DEPLOY_SECONDS
    while time.monotonic() < deadline:
        stack = _describe(client, name)
        if stack is None or stack["StackStatus"] == "DELETE_COMPLETE":
            return None
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack
        time.sleep(_POLL_SECONDS)
    raise LocalError(f"The stack {name} was not deployed within {_DEPLOY_SECONDS:.0f} s.")


def _first_failure(client: "CloudFormationClient", name: str) -> str:
    events = client.describe_stack_events(StackName=name)["StackEvents"]
    failed = [event for event in events if event.get("ResourceStatus", "").endswith("_FAILED")]
    if not failed:
        return "no resource says why"
    first = min(failed, key=lambda event: event["Timestamp"])
    return f"{first.get('LogicalResourceId')}: {first.get('ResourceStatusReason')}"
