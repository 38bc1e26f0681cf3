"""Hold requests and answers to the document."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from tests.contracts.discord_openapi.document import Document

_URN = "urn:discord"
_JSON = "application/json"


class ContractError(AssertionError):
    """A request or an answer that the document does not allow."""


class Contract:
    """Validate against the operation that a method and a path belong to."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._registry = jsonschema_rs.Registry([(_URN, document)])
        self._validator = cache(self._make_validator)

    def has(self, method: str, template: str) -> bool:
        """Tell whether the document knows the operation; templates compare without the names of parameters."""
        return self.operation(method, template) is not None

    def operation(self, method: str, template: str) -> str | None:
        """Return the document's own template of an operation."""
        wanted = _anonymous(template)
        for path, operations in self._document["paths"].items():
            if _anonymous(path) == wanted and method.lower() in operations:
                return str(path)
        return None

    def check_request(self, method: str, path: str, query: Mapping[str, Any], body: Any) -> None:
        """Raise for a query or body that the document does not allow; `path` is the document's template."""
        operation = self._document["paths"][path][method.lower()]
        declared = {one["name"]: one for one in operation.get("parameters", []) if one["in"] == "query"}
        for name in query:
            if name not in declared:
                raise ContractError(f"{method} {path}: query {name} is not in the document")
        for index, one in enumerate(operation.get("parameters", [])):
            if one["in"] == "query" and one["name"] in query:
                pointer = f"{_operation(path, method)}/parameters/{index}/schema"
                self._check(pointer, query[one["name"]], f"{method} {path} query {one['name']}")
        content = operation.get("requestBody", {})
        if body is None:
            if content.get("required"):
                raise ContractError(f"{method} {path}: needs a body")
            return
        if _JSON not in content.get("content", {}):
            raise ContractError(f"{method} {path}: takes no JSON body")
        self._check(
            f"{_operation(path, method)}/requestBody/content/application~1json/schema", body, f"{method} {path}"
        )

    def check_response(self, method: str, path: str, status: int, content_type: str | None, body: Any) -> None:
        """Raise for an answer that the document does not allow."""
        responses = self._document["paths"][path][method.lower()]["responses"]
        declared = str(status) if str(status) in responses else f"{status // 100}XX"
        if declared not in responses:
            raise ContractError(f"{method} {path}: status {status} is not in the document, answer {body}")
        answer = responses[declared]
        pointer = f"{_operation(path, method)}/responses/{declared}"
        if "$ref" in answer:
            pointer = answer["$ref"].removeprefix("#")
            answer = self._document["components"]["responses"][pointer.rpartition("/")[2]]
        if "content" not in answer:
            if body is not None:
                raise ContractError(f"{method} {path}: status {status} has no body in the document, got {body}")
            return
        if content_type != _JSON:
            raise ContractError(f"{method} {path}: content type is {content_type}")
        self._check(f"{pointer}/content/application~1json/schema", body, f"{method} {path} -> {status}")

    def _check(self, pointer: str, instance: Any, what: str) -> None:
        problems = [
            f"{list(one.instance_path)}: {one.message[:400]}" for one in self._validator(pointer).iter_errors(instance)
        ]
        if problems:
            raise ContractError(f"{what}:\n  " + "\n  ".join(problems))

    def _make_validator(self, pointer: str) -> jsonschema_rs.Draft202012Validator:
        schema = {"$ref": f"{_URN}#{pointer}"}
        return jsonschema_rs.Draft202012Validator(schema, registry=self._registry, validate_formats=True)


def _operation(path: str, method: str) -> str:
    escaped = quote(path.replace("~", "~0").replace("/", "~1"))
    return f"/paths/{escaped}/{method.lower()}"


def _anonymous(template: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", template)
