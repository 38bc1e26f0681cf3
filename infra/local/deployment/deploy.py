"""Deploys tables, secrets and the WebSocket API. Doing it again changes nothing and loses nothing."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from infra.local import environment
from infra.local.deployment.clients import Clients
from infra.local.deployment.stacks import deploy_stack
from infra.local.layout import ROOT
from infra.local.problems import LocalError
from infra.local.settings import API_ID, STAGE, Settings

TEMPLATES: Final = ROOT / "infra" / "templates"
BUCKETS: Final = {"EVIDENCE_BUCKET": "EvidenceBucket", "ANCHOR_BUCKET": "AnchorBucket"}
NO_BUCKETS: Final[Mapping[str, str]] = {}
_BUCKET: Final = "guildhall-code"
_CODE_KEY: Final = "local.zip"
_ROLL_UP_RATE: Final = "rate(1 minute)"  # nobody who tries it out waits for five


def deploy(settings: Settings) -> None:
    """Raise `LocalError` when the endpoint refuses."""
    clients = Clients(settings.aws_url, settings.region)
    prefix = settings.given.get("TABLE_PREFIX", "guildhall-")
    try:
        buckets = {name: settings.given[name] for name in BUCKETS if name in settings.given}
        deploy_tables(clients, prefix, settings.site_url, buckets)
        for process in environment.SECRETS:
            put_secret(clients, environment.secrets_id(process), environment.secrets_of(process, settings))
        _deploy_functions(clients, settings, prefix)
    except (BotoCoreError, ClientError) as error:
        raise LocalError(f"{settings.aws_url} does not answer as AWS does: {error}") from error


def deploy_tables(
    clients: Clients, prefix: str, site_url: str = "http://localhost:4200", buckets: Mapping[str, str] = NO_BUCKETS
) -> None:
    """`buckets` are the variables that name some; the others have the template's names."""
    named = {BUCKETS[name]: bucket for name, bucket in buckets.items()}
    parameters = {"TablePrefix": prefix, "SiteOrigin": site_url, **named}
    deploy_stack(clients.cloudformation, "guildhall-data", TEMPLATES / "data.yaml", parameters)


def _deploy_functions(clients: Clients, settings: Settings, prefix: str) -> None:
    _put_code(clients)
    parameters = {
        "TablePrefix": prefix,
        "SecretsId": environment.secrets_id("gateway"),
        "CodeBucket": _BUCKET,
        "CodeKey": _CODE_KEY,
        "Runtime": "provided.al2023",
        "LocalFunctionsUrl": settings.functions_url,
    }
    _deploy_gateway(clients, settings, parameters)
    of_schedules = {"GatewayUrl": settings.gateway_url, "RollUpRate": _ROLL_UP_RATE}
    deploy_stack(clients.cloudformation, "guildhall-schedules", TEMPLATES / "schedules.yaml", parameters | of_schedules)


def _deploy_gateway(clients: Clients, settings: Settings, parameters: Mapping[str, str]) -> None:
    of_gateway = {"StageName": STAGE, "LocalGatewayUrl": settings.gateway_base, "LocalApiId": API_ID}
    outputs = deploy_stack(
        clients.cloudformation, "guildhall-gateway", TEMPLATES / "gateway.yaml", {**parameters, **of_gateway}
    )
    if outputs["ApiId"] != API_ID:
        raise LocalError(f"{settings.aws_url} gave the WebSocket API the id {outputs['ApiId']}, not {API_ID}.")


def _put_code(clients: Clients) -> None:
    """A zip for the functions to have: locally their code runs in a process of ours (`infra.local.lambdas`)."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(zipfile.ZipInfo("README"), "The local stack runs the handlers from the checkout.\n")
    clients.s3.create_bucket(Bucket=_BUCKET)
    clients.s3.put_object(Bucket=_BUCKET, Key=_CODE_KEY, Body=archive.getvalue())


def put_secret(clients: Clients, name: str, values: Mapping[str, str]) -> None:
    text = json.dumps(values)
    try:
        if clients.secrets.get_secret_value(SecretId=name)["SecretString"] != text:
            clients.secrets.put_secret_value(SecretId=name, SecretString=text)
    except clients.secrets.exceptions.ResourceNotFoundException:
        clients.secrets.create_secret(Name=name, SecretString=text)
