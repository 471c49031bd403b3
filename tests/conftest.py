"""What all tests share: no way out but to this machine, and cassettes as text that a person can read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import vcr
import yaml
from hypothesis import settings
from pytest_socket import socket_allow_hosts

# The same examples in every run, so that a test fails for what was changed; the soak looks at new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("soak", deadline=None)
settings.load_profile("soak" if "BRIEFER_SOAK" in os.environ else "steady")

CASSETTES = Path(__file__).parent / "cassettes"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuses connections to other machines, unless cassettes are being recorded."""
    if item.config.getoption("--record-mode") in (None, "none"):
        socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


class _Readable(yaml.SafeDumper):
    """YAML with line breaks kept as line breaks."""


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Readable.add_representer(str, _string)


def _opened(text: str) -> Any:
    """JSON text as data if it can be put back exactly, else the text as it is."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return {"json": value} if json.dumps(value, ensure_ascii=False) == text else text


def _lasting(body: dict[str, Any]) -> dict[str, Any]:
    """A reply without what differs from call to call and means nothing here."""
    return {name: value for name, value in body.items() if name not in ("id", "created", "system_fingerprint")}


def _closed(value: Any) -> str:
    return json.dumps(value["json"], ensure_ascii=False) if isinstance(value, dict) else value


class readable:
    """Cassettes as YAML in which requests, replies and the answers inside them are opened up."""

    @staticmethod
    def serialize(cassette: dict[str, Any]) -> str:
        for exchange in cassette["interactions"]:
            request, response = exchange["request"], exchange["response"]
            request["body"] = json.loads(request["body"])
            body = response["body"] = _lasting(json.loads(response["body"]["string"]))
            for choice in body.get("choices", ()):
                choice["message"]["content"] = _opened(choice["message"]["content"] or "")
        return yaml.dump(cassette, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=120)

    @staticmethod
    def deserialize(text: str) -> dict[str, Any]:
        cassette: dict[str, Any] = yaml.safe_load(text)
        for exchange in cassette["interactions"]:
            request, response = exchange["request"], exchange["response"]
            request["body"] = json.dumps(request["body"])
            for choice in response["body"].get("choices", ()):
                choice["message"]["content"] = _closed(choice["message"]["content"])
            response["body"] = {"string": json.dumps(response["body"])}
        return cassette


def _same_json(one: Any, other: Any) -> None:
    assert json.loads(one.body or b"null") == json.loads(other.body or b"null")


def _without_headers(part: Any) -> Any:
    """A request or response without headers but the content type: keys, cookies and ids of accounts stand there.

    None, which is not recorded, for a response that is a failure: what it says may repeat the key.
    """
    if isinstance(part, dict):
        part["headers"] = {"content-type": ["application/json"]}
        return part if part["status"]["code"] == 200 else None
    part.headers = {"content-type": "application/json"}
    return part


@pytest.fixture
def tape(record_mode: str) -> vcr.VCR:
    """Cassettes matched on method, path and JSON body; the host is left open, so they replay for any base URL."""
    recorder = vcr.VCR(
        cassette_library_dir=str(CASSETTES),
        record_mode="none" if record_mode == "none" else "all",
        match_on=["method", "path", "same_json"],
        serializer="readable",
        before_record_request=_without_headers,
        before_record_response=_without_headers,
        decode_compressed_response=True,
    )
    recorder.register_matcher("same_json", _same_json)
    recorder.register_serializer("readable", readable)
    return recorder
