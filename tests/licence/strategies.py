"""Random uses, findings and charters, small enough that they meet one another often."""

from datetime import date

from hypothesis import strategies as st

from licet.licence.finding import EVERYONE, Basis, Finding, Measure
from licet.licence.speaking import Setting
from licet.programme import (
    Actor,
    Category,
    Charter,
    Choice,
    Operation,
    Pattern,
    Purpose,
    Safeguard,
    Use,
)

TODAY = date(2026, 11, 22)
SETTING = Setting("parents", "Wexcombe", Actor.COUNCIL)

CATEGORIES = (Category.EDUCATION, Category.POLICE)
OPERATIONS = (Operation.LINK, Operation.FIND_NEEDS)
ACTORS = (Actor.COUNCIL, Actor.COMPANY)
SAFEGUARDS = st.sampled_from([frozenset(), frozenset({Safeguard.HUMAN_REVIEW})])
GROUPS = {
    "ethnic-group": ("a", "b"),
    "lone-parent": ("yes",),
    "parent-age": ("young",),
    "number-of-children": ("one",),
    "income": ("low",),
}
LEVELS = [f"{name}={level}" for name, levels in GROUPS.items() for level in levels]

uses = st.builds(
    Use,
    st.sampled_from(CATEGORIES),
    st.sampled_from(OPERATIONS),
    st.just(Purpose.OFFER_EARLY_HELP),
    st.sampled_from(ACTORS),
    st.sampled_from(Choice),
    SAFEGUARDS,
)

patterns = st.builds(
    Pattern,
    st.sampled_from([None, *CATEGORIES]),
    st.sampled_from([None, *OPERATIONS]),
    st.sampled_from([None, Purpose.OFFER_EARLY_HELP]),
    st.sampled_from([None, *ACTORS]),
    st.sampled_from([None, *Choice]),
    SAFEGUARDS,
)

SHARES = [0.0, 0.1, 0.3, 0.45, 0.5, 0.55, 0.7, 0.9, 1.0]


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    low, estimate, high = sorted(draw(st.lists(st.sampled_from(SHARES), min_size=3, max_size=3)))
    return Finding(
        pattern=draw(patterns),
        group=draw(st.sampled_from([EVERYONE, *LEVELS])),
        measure=draw(st.sampled_from([Measure.ACCEPT, Measure.ACCEPT, Measure.OPPOSE, Measure.CONCERN])),
        estimate=estimate,
        ci_low=low,
        ci_high=high,
        level=draw(st.sampled_from([0.95, 0.9])),
        n=draw(st.sampled_from([10, 50, 100])),
        n_effective=8.0,
        basis=draw(st.sampled_from([Basis.DESIGN, Basis.DESIGN, Basis.MODEL, Basis.DELIBERATION])),
        population="parents",
        area="Wexcombe",
        wave=draw(st.sampled_from([1, 2])),
        question=draw(st.sampled_from(["q1", "q2"])),
        on_date=draw(st.sampled_from([date(2026, 6, 1), date(2020, 1, 1), date(2027, 1, 1)])),
    )


def whole(accept: float, oppose: float, pattern: Pattern, n: int = 100) -> list[Finding]:
    """One survey that asked everybody the same: an answer for the population and each level."""
    return [
        Finding(
            pattern=pattern,
            group=group,
            measure=measure,
            estimate=share,
            ci_low=max(share - 0.05, 0),
            ci_high=min(share + 0.05, 1),
            level=0.95,
            n=n,
            n_effective=float(n),
            basis=Basis.DESIGN,
            population="parents",
            area="Wexcombe",
            wave=1,
            question="q1",
            on_date=date(2026, 6, 1),
        )
        for group in (EVERYONE, *LEVELS)
        for measure, share in ((Measure.ACCEPT, accept), (Measure.OPPOSE, oppose))
    ]


@st.composite
def evidence(draw: st.DrawFn) -> list[Finding]:
    """A survey or two that cover everybody, disturbed by single findings."""
    found: list[Finding] = []
    for _ in range(draw(st.integers(0, 2))):
        found += whole(draw(st.sampled_from([0.6, 0.8])), draw(st.sampled_from([0.1, 0.3])), draw(patterns))
    return found + draw(st.lists(findings(), max_size=8))


def charter(**changes: object) -> Charter:
    body: dict[str, object] = {
        "groups": GROUPS,
        "n-min": 30,
        "majority": {"at-least": 0.5},
        "every-group": {"at-least": 0.5},
        "opposition": {"at-most": 0.4},
        "freshness": {"months": 24},
        "conditions": ["may-object", "human-review", "consent-asked", "in-house"],
        **changes,
    }
    return Charter.model_validate(body)


charters = st.builds(
    lambda threshold, oppose, n_min, model, answered: charter(
        **{
            "majority": {"at-least": threshold},
            "every-group": {"at-least": threshold},
            "opposition": {"at-most": oppose},
            "n-min": n_min,
            "model-based-may-grant": model,
            **({"answered": {"raised-by": 0.3}} if answered else {}),
        }
    ),
    st.sampled_from([0.3, 0.5, 0.6]),
    st.sampled_from([0.2, 0.4]),
    st.sampled_from([1, 30, 60]),
    st.booleans(),
    st.booleans(),
)
