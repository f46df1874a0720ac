"""schema.json compiled once: what a method takes and gives, what an update is, and how Telegram refuses."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from simulator.refusals import NotPlayed, Refusal, bad_request

Json = dict[str, Any]

SCHEMA: Json = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
LIMITS: dict[str, int] = SCHEMA["limits"]


def utf16_length(text: str) -> int:
    """Telegram counts text in UTF-16 units: an emoji is two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _max_bytes(_: Any, most: int, value: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and len(value.encode()) > most:
        yield ValidationError(f"more than {most} bytes")


def _max_utf16(_: Any, most: int, value: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and utf16_length(value) > most:
        yield ValidationError(f"more than {most} UTF-16 units")


_WORDS_OF_OURS = {"maxBytes": _max_bytes, "maxUtf16": _max_utf16}
_Validator = extend(Draft202012Validator, _WORDS_OF_OURS)  # type: ignore[no-untyped-call]


def _inlined(node: Any) -> Any:
    """References are replaced by what they point to: following them costs half of every check."""
    if isinstance(node, list):
        return [_inlined(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _definition(node["$ref"].rpartition("/")[2])
    return {key: _inlined(value) for key, value in node.items()}


@cache
def _definition(name: str) -> Any:
    return _inlined(SCHEMA["$defs"][name])


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    parameters: Json
    request: Validator
    result: Validator


def _method(name: str, said: Json) -> Method:
    parameters: Json = dict(said.get("takes", {}))
    for shared in said.get("with", []):
        parameters |= SCHEMA["shared"][shared]
    parameters = _inlined(parameters)
    request = {
        "type": "object",
        "properties": parameters,
        "required": said.get("needs", []),
        "additionalProperties": False,
    }
    return Method(name, parameters, _Validator(request), _Validator(_inlined(said["gives"])))


# Telegram does not mind the case of a method's name.
_METHODS = {name.lower(): _method(name, said) for name, said in SCHEMA["methods"].items()}
_NOT_PLAYED = {name.lower(): name for name in SCHEMA["known_but_not_played"]}
UPDATE: Validator = _Validator(_definition("Update"))


def method_named(name: str) -> Method:
    if method := _METHODS.get(name.lower()):
        return method
    if known := _NOT_PLAYED.get(name.lower()):
        raise NotPlayed(known)
    raise Refusal(404, "Not Found")


def complaint(validator: Validator, value: Any) -> ValidationError | None:
    return next(validator.iter_errors(value), None)


def check_request(method: Method, params: Json) -> None:
    if error := complaint(method.request, params):
        raise bad_request(_in_telegrams_words(error))


def _in_telegrams_words(error: ValidationError) -> str:
    if error.validator == "required":
        needed, given = cast(list[str], error.validator_value), cast(Json, error.instance)
        absent = next(name for name in needed if name not in given)
        if not error.absolute_path:
            return str(SCHEMA["missing"].get(absent, f'parameter "{absent}" is required'))
        return f"can't parse {error.absolute_path[0]}: Can't find field \"{absent}\""
    misspelt = error.validator == "additionalProperties"
    if isinstance(error.schema, dict) and "refusal" in error.schema and not misspelt:
        return str(error.schema["refusal"])
    where = "/".join(map(str, error.absolute_path))
    return f"{where or 'request'} (the simulator is strict here): {error.message[:200]}"
