"""The verdict on one position: where its words stand, and what the rules find in the claim beside them."""

from __future__ import annotations

from briefer.grounding.locate import locate
from briefer.grounding.rules import CLAIM_RULES, RULES
from briefer.grounding.rules.claim import Claim
from briefer.grounding.rules.passage import readable
from briefer.grounding.rules.sources import same_party
from briefer.grounding.rules.speaking import chain_of, find_hop, held_by
from briefer.models import Hop, Position, Verdict

RULES_VERSION = "3"


def check(text: str, position: Position) -> Verdict:
    """The verdict of all rules on a position beside the article it was proposed for.

    Pure, deterministic and linear in the text; never raises, however odd the position. Altered and absent words are
    refused as they are: no rule judges a claim whose words do not stand.
    """
    evidence = locate(text, position.quote)
    if not evidence.found:
        return Verdict(evidence=evidence, rules=RULES_VERSION)
    claim = Claim(text, position, evidence)
    rules = RULES if readable(claim) else [rule for rule in RULES if rule not in CLAIM_RULES]
    findings = tuple(finding for rule in rules for finding in rule(claim))
    held = held_by(claim)
    return Verdict(
        evidence=evidence, chain=_chain(claim), cue=held.cue if held else (), findings=findings, rules=RULES_VERSION
    )  # fmt: skip


def _chain(claim: Claim) -> tuple[Hop, ...]:
    """The hops behind the words from the speaker outwards, and those of `via` that the article names elsewhere."""
    chain = list(chain_of(claim))
    who = claim.speaker
    for name in claim.position.via:
        step = find_hop(claim, name)
        if step and step not in chain and not (who and same_party(who, name)):
            chain.append(step)
    return tuple(chain)
