"""What a careful reader would doubt, in the words of the page instead of the model's."""

from collections.abc import Iterator, Mapping, Sequence

from licet.linkage.blocking import BlockingRule, RuleCount
from licet.linkage.explaining import Linked, words
from licet.linkage.report import AS_WRITTEN, Wording, doubts


def doubts_shown(linked: Linked, blocking: Sequence[RuleCount], warnings: Sequence[str]) -> tuple[str, ...]:
    """The report's warnings, each in the page's words where the page can work it out again."""
    rules = rules_told(linked.model.blocking)
    here = Wording(words.heading, words.clauses, lambda rule: rules.get(rule, rule))
    written, told = (
        doubts(linked.model.comparisons, linked.trained, (), blocking, wording)
        for wording in (AS_WRITTEN, here)
    )
    known = dict(zip(written, told, strict=True))
    return tuple(known.get(warning, warning) for warning in warnings)


def rules_told(rules: Sequence[BlockingRule]) -> Mapping[str, str]:
    """Every rule, and every narrower one, in words, by how the model writes it."""
    return {str(rule): words.rule(rule) for rule in _all(rules)}


def _all(rules: Sequence[BlockingRule]) -> Iterator[BlockingRule]:
    for rule in rules:
        yield rule
        yield from _all(rule.instead)
