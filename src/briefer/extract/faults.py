"""What an endpoint can do wrong, each with a name: from its status, its headers and its body."""

import json
import re
import time
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

AGAIN = "run again to take it up; what was answered is kept"


@dataclass(eq=False)
class Fault(Exception):
    """What an endpoint did wrong, in words without key and article, and what may help."""

    cause: str
    remedy: str = AGAIN
    _: KW_ONLY
    again: bool = False  # the same request may succeed
    wait: float | None = None  # seconds that the endpoint asked for
    mode: bool = False  # another way to ask may succeed
    form: str = ""  # what was wrong with the answer's form: a second question may succeed
    smaller: bool = False  # a smaller part may succeed
    crowded: bool = False  # fewer calls at a time may succeed
    text: bool = False  # it lies with this text: others may succeed
    spent: bool = False  # a limit of the user's own stopped it
    passing: bool = False  # a later run may succeed

    def __post_init__(self) -> None:
        self.passing = self.passing or self.again or self.spent


def refused(status: int, headers: httpx2.Headers, body: bytes) -> Fault:
    """The fault that a status other than 200 stands for; of the body only a short code is looked at."""
    code = _code(body)
    said = f"HTTP {status}" + (f", {code}" if code else "")
    if 300 <= status < 400:
        return Fault(f"redirects elsewhere, which is not followed ({said})", "set base_url to the final address")
    if status in (401, 403):
        return Fault(f"the key was not accepted ({said})", "check the key for this endpoint")
    if status == 402 or code == "insufficient_quota":
        return Fault(f"the account has nothing left to spend ({said})", f"add credit there, then {AGAIN}")
    if status == 413 or code in ("context_length_exceeded", "exceed_context_size_error"):
        return Fault(f"the text is too long for the model ({said})", "name a model with a longer context", smaller=True)
    if status == 429:
        return Fault(f"too many requests ({said})", again=True, wait=retry_after(headers), crowded=True)
    if status in (408, 409) or status >= 500:
        failed, crowded = f"the endpoint failed ({said})", status in (503, 529)
        return Fault(failed, again=True, wait=retry_after(headers), mode=status in (500, 501), crowded=crowded)
    mode = status in (400, 404, 422)
    return Fault(f"the request was refused ({said})", "check base_url and the model's name", mode=mode)


def retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds that an endpoint asks to wait: milliseconds, seconds or a date; None where it says nothing sensible."""
    value = headers.get("retry-after", "")
    with suppress(ValueError):
        milliseconds = headers.get("retry-after-ms")
        return max(float(milliseconds) / 1000 if milliseconds else float(value), 0.0)
    with suppress(ValueError, TypeError, OverflowError):
        return max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0)
    return None


def completion(body: bytes) -> dict[str, Any]:
    """The body as a chat completion. Raises Fault for a page, cut JSON, or an empty list of choices."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        page = body.lstrip()[:1] == b"<"
        raise Fault(
            "it answered with a web page" if page else "the answer is no whole JSON",
            "check base_url (it often ends in /v1)" if page else AGAIN,
            again=not page,
        ) from None
    choices = value.get("choices") if isinstance(value, dict) else None
    if not choices or not isinstance(choices, list) or not isinstance(choices[0], dict):
        raise Fault("the answer holds no choices")
    if not isinstance(choices[0].get("message"), dict):
        raise Fault("the answer holds no message")
    return dict(value)


def judged(answer: dict[str, Any]) -> Fault | None:
    """Why a completion cannot be used, whatever its JSON says; None if nothing speaks against it."""
    choice = answer["choices"][0]
    message = choice["message"]
    if choice.get("finish_reason") == "length":
        return Fault("the answer was cut off at the model's limit", "allow longer answers", smaller=True)
    if choice.get("finish_reason") == "content_filter":
        return Fault("the endpoint's content filter stopped the answer", "try another model", text=True)
    if message.get("refusal"):
        return Fault("the model declined to answer", "try another model", text=True)
    if not message.get("content") and not message.get("tool_calls") and not message.get("function_call"):
        return Fault("the model answered with nothing", text=True)
    return None


def usage(said: Any) -> tuple[int, int]:
    """Prompt and completion tokens as a reply counts them, under either of the usual names; 0 for what it does not."""
    counts = said if isinstance(said, dict) else getattr(said, "__dict__", {})
    names = (("prompt_tokens", "input_tokens"), ("completion_tokens", "output_tokens"))
    prompt, reply = (next((max(n, 0) for name in pair if isinstance(n := counts.get(name), int)), 0) for pair in names)
    return prompt, reply


def _code(body: bytes) -> str:
    """The error code in a body, if it is a plain word: never a sentence, which may repeat the request or the key."""
    try:
        error = json.loads(body)["error"]
        found = [error.get(name) for name in ("code", "type")]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return ""
    words = [word for word in found if isinstance(word, str) and re.fullmatch(r"[a-z]+(_[a-z]+){0,5}", word)]
    return words[0][:60] if words else ""
