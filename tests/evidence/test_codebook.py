"""What a codebook may say, and what it is refused for."""

import inspect

import pytest
from pydantic import ValidationError

from licet.evidence import Codebook
from licet.evidence import codebook as module
from licet.evidence.codebook import Measure
from tests.evidence.surveys import ACCEPTABILITY, codebook, loaded


def test_the_codebook_in_the_manual_is_valid():
    """The example that the module prints is read as it stands."""
    written = inspect.cleandoc(module.__doc__ or "").partition("    name:")
    found = Codebook.model_validate(loaded("    name:" + written[2]))
    assert found.items[0].measures == (Measure.ACCEPT, Measure.OPPOSE)
    assert found.items[0].meanings == (("4", "5"), ("1", "2"), ("3", "9"))
    assert found.items[1].measures == (Measure.WOULD_STAY_AWAY,)
    assert found.groups["lone-parent"].codes == ("1", "2", "7", "8")
    assert found.design.clusters == ("school",)


DESIGN = "design: {weight: w}\n"
ITEMS = f"items:{ACCEPTABILITY}"
ITEM = "items:\n  - {{column: q, question: q, {}}}"
GROUP = "groups:\n  g: {{column: g, {}}}\n"

REFUSED = {
    "an unknown key": (DESIGN + "colour: red\n" + ITEMS, "Extra inputs"),
    "no weight": ("design: {stratum: s}\n" + ITEMS, "weight"),
    "three stages": ("design: {weight: w, clusters: [a, b, c]}\n" + ITEMS, "at most 2"),
    "a size without a stage": (
        "design: {weight: w, population-sizes: [a, b]}\n" + ITEMS,
        "one population size per",
    ),
    "no items": (DESIGN + "items: []", "at least 1"),
    "nobody to oppose": (DESIGN + ITEM.format("accept: [1]"), "needs oppose"),
    "yes without no": (DESIGN + ITEM.format("measure: knows, yes: [1]"), "needs no"),
    "yes to acceptability": (DESIGN + ITEM.format("accept: [1], oppose: [2], yes: [3]"), "has no yes"),
    "undecided to knows": (
        DESIGN + ITEM.format("measure: knows, yes: [1], no: [2], undecided: [3]"),
        "has no und",
    ),
    "an unknown measure": (DESIGN + ITEM.format("measure: likes, yes: [1], no: [2]"), "Input should be"),
    "a concern without a key": (
        DESIGN + ITEM.format("measure: raises-concern, yes: [1], no: [2]"),
        "has a concern if",
    ),
    "a key without a concern": (
        DESIGN + ITEM.format("measure: knows, concern: x, yes: [1], no: [2]"),
        "has a concern",
    ),
    "one code, two meanings": (DESIGN + ITEM.format("accept: [1, 2], oppose: [2]"), "the codes 2 mean more"),
    "one code, two levels": (
        DESIGN + GROUP.format("levels: {a: [1], b: [1]}") + ITEMS,
        "more than one level",
    ),
    "a level and a refusal": (
        DESIGN + GROUP.format("levels: {a: [1]}, not-levels: {refused: [1]}") + ITEMS,
        "more than one level",
    ),
    "no levels": (DESIGN + GROUP.format("levels: {}") + ITEMS, "at least 1"),
    "a missing code that answers": (DESIGN + "missing: [3]\n" + ITEMS, "declared missing and also"),
    "a missing code that is a level": (
        DESIGN + "missing: [8]\n" + GROUP.format("levels: {a: [8]}") + ITEMS,
        "declared missing and also",
    ),
    "one item twice": (DESIGN + ITEMS + ACCEPTABILITY, "declared twice"),
    "a safeguard of two words": (
        DESIGN + ITEM.format("accept: [1], oppose: [2], safeguards: [no sale]"),
        "one word without spaces",
    ),
    "a level with an equals sign": (DESIGN + GROUP.format("levels: {a=b: [1]}") + ITEMS, "without '='"),
    "a fraction as a code": (DESIGN + ITEM.format("accept: [1.5], oppose: [2]"), "valid string"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str):
    """A codebook that could mean two things, or nothing, is not read."""
    text, said = REFUSED[case]
    with pytest.raises(ValidationError, match=said):
        codebook(text)


def test_a_quota_sample_declares_no_design():
    """Strata that nobody drew from give no error, so a model-based survey may not name any."""
    with pytest.raises(ValidationError, match="declares only its weight"):
        codebook("design: {weight: w, stratum: s}\n" + ITEMS, basis="model-based")


def test_one_question_may_speak_of_two_patterns():
    """The same column with another pattern is another item."""
    other = ACCEPTABILITY.replace("operation: link", "operation: find-needs")
    assert len(codebook(DESIGN + ITEMS + other).items) == 2


def test_levels_and_codes_may_be_written_as_numbers_or_truths():
    """YAML's 1, true and "1" are names and codes as text."""
    book = codebook(DESIGN + GROUP.format("levels: {1: [true], 2 or more: [2]}") + ITEMS)
    assert book.groups["g"].levels == {"1": ("true",), "2 or more": ("2",)}
