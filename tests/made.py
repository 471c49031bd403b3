"""Values that tests are made from: small, invented, consistent with themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from briefer.compose.select import Edition, compose
from briefer.grounding.locate import locate
from briefer.models import Article, Brief, Checked, Finding, Position, Severity, Span, Verdict

DAY = date(2031, 5, 6)


def article(text: str, *, outlet: str = "Tarn Gazette", title: str = "Ferry", **fields: Any) -> Article:
    """An article with the hashes that fit its text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    identity = hashlib.sha256(f"{outlet}\0{text}".encode()).hexdigest()[:12]
    return Article(
        **{
            "id": identity, "origin": f"{identity}.md", "text": text, "title": title, "outlet": outlet,
            "sha256": digest, "raw_sha256": digest, "reader": "text 1", "language": "en",
            "published": "2031-05-05", **fields,
        }
    )  # fmt: skip


def checked(source: Article, quote: str, *, fault: str = "", caution: str = "", **position: Any) -> Checked:
    """A position on a quote of the article, located for real; with a fault or caution of that rule if one is named."""
    evidence = locate(source.text, quote)
    span = evidence.spans[0] if evidence.spans else Span(0, 1)
    findings = tuple(
        Finding(rule, severity, f"{rule} differs", span)
        for rule, severity in ((fault, Severity.FAULT), (caution, Severity.CAUTION))
        if rule
    )
    values = {
        "speaker": "Ida Marl",
        "statement": "Backs the ferry.",
        "issue": "Tarn ferry",
        "stance": "supports",
        **position,
    }
    return Checked(
        article=source.id,
        position=Position(quote=quote, **values),
        verdict=Verdict(evidence=evidence, findings=findings, rules="1"),
    )


def brief(
    read: Sequence[tuple[Article, Sequence[Checked]]], *, day: date = DAY, earlier: Sequence[Brief] = (), **more: Any
) -> Brief:
    """What compose makes of the articles."""
    return compose(Edition(day, "embedded 1", "0.1.0", "1"), read, earlier=earlier, **more)
