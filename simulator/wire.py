"""What clients put on the wire: JSON, urlencoded or multipart, where all but a file may come as a string."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from simulator.refusals import Refusal, bad_request
from simulator.schema import LIMITS, Json, Method


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Call:
    """One request to the Bot API: its parameters and the files that came with it."""

    params: Json
    uploads: dict[str, Upload] = field(default_factory=dict)

    def chat_id(self) -> int | None:
        try:
            return int(self.params.get("chat_id", ""))
        except (TypeError, ValueError):
            return None


async def read_call(request: Request) -> Call:
    if int(request.headers.get("content-length", 0)) > LIMITS["upload_bytes"]:
        raise Refusal(413, "Request Entity Too Large")
    call = Call(dict(request.query_params))
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind == "application/json":
        call.params |= _json_object(await request.body())
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        await _read_form(request, call)
    return call


def _json_object(body: bytes) -> Json:
    try:
        said = json.loads(body or b"{}")
    except ValueError as wrong:
        raise bad_request("can't parse request as a JSON object") from wrong
    if not isinstance(said, dict):
        raise bad_request("can't parse request as a JSON object")
    return {name: value for name, value in said.items() if value is not None}


async def _read_form(request: Request, call: Call) -> None:
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                call.uploads[name] = Upload(value.filename or name, mime, await value.read())
            else:
                call.params[name] = value


def settle_types(method: Method, call: Call) -> None:
    """Turn the strings of a form into what the method's schema says they are."""
    for name, schema in method.parameters.items():
        if name in call.uploads:
            call.params[name] = f"attach://{name}"
        elif isinstance(value := call.params.get(name), str):
            call.params[name] = _from_text(name, value, schema.get("type"))


def _from_text(name: str, text: str, kind: Any) -> Any:
    try:
        if kind == "boolean":
            return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
        if kind == "integer" or isinstance(kind, list):
            return int(text)
        if kind == "number":
            return float(text)
        return json.loads(text) if kind in ("object", "array") else text
    except ValueError as wrong:
        if name == "chat_id":
            return text
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from wrong
