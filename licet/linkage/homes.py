"""What is learnt of homes, from how probably groups are one home and mentions one person."""

from dataclasses import dataclass

import numpy as np

from licet.linkage.comparisons import Gamma
from licet.linkage.encoding import Bools, Codes, Counts, Encoded, Floats, factorise
from licet.linkage.expectation import at_levels, normalised
from licet.linkage.kinds import role_codes
from licet.linkage.material import Material
from licet.linkage.training import Trained


@dataclass(frozen=True)
class Rates:
    """How often homes and people meet, as chances.

    linked: of two groups, that they are one home (by `Cells.of_meeting`). By `Cells.towards`, of somebody in
    a home: present, in the other group; absent, nowhere in its source; elsewhere, in it apart from the home.
    named, by `Cells.back`: that somebody of the other group is in a first one of several.
    """

    linked: Floats
    present: Floats
    absent: Floats
    elsewhere: Floats
    named: Floats


@dataclass(frozen=True)
class HomeModel:
    """What is learnt of homes.

    m, relatives: per comparison, the share of pairs at each level. home: of groups of one home, the share at
    each best level. kinds: see `Kinds.weights`.
    """

    m: tuple[Floats, ...]
    relatives: tuple[Floats, ...]
    home: tuple[Floats, ...]
    rates: Rates
    kinds: tuple[Floats, ...]


@dataclass(frozen=True)
class Homes:
    """What family evidence learnt. relatives: how often two members of one group reach each level."""

    relatives: tuple[Floats, ...]
    model: HomeModel


@dataclass(frozen=True)
class Belief:
    """How probably pairs are one person, and groups one home.

    matched: of each pair, that it is one person; at_home: and that in one home. together: of each meeting,
    that its groups are one home.
    """

    matched: Floats
    at_home: Floats
    together: Floats


@dataclass(frozen=True)
class Cells:
    """Where pairs and meetings are counted.

    towards: per pair, the role of the left mention and the source of the right one; mentions: how many there
    are of that role, and others: of that source, per such cell. of_meeting: the two sources, and whether the
    first group is of one mention; possible: pairs of groups that could meet, per such cell. back: per pair,
    the age and role of the right mention and the source of the left one; -1 where the left one is alone, for
    then nobody else is expected; backs: how many such cells. left_member, right_member: per pair, either
    mention in its meeting; meets, met: a pair of each left and of each right member.
    """

    towards: Counts
    mentions: Floats
    others: Floats
    of_meeting: Counts
    possible: Floats
    left_member: Codes
    right_member: Codes
    meets: Counts
    met: Counts
    back: Counts
    backs: int


def cells_of(material: Material, drawn: Bools) -> Cells:
    """The cells of all pairs and meetings. drawn: the groups whose meetings these are."""
    encoded, groups, meetings = material.encoded, material.groups, material.meetings
    sources = len(encoded.source_names)
    role = role_codes(encoded)
    roles = sources * len(encoded.role_names)
    source, lone = encoded.source[groups.first], groups.size == 1
    of_kind = np.bincount(source * 2 + lone, drawn, minlength=2 * sources).astype(np.float64)
    of_source = np.bincount(source, minlength=sources).astype(np.float64)
    one, other = source[meetings.one].astype(np.int64), source[meetings.other]
    left_member, distinct = factorise(meetings.of * np.int64(len(encoded)) + meetings.left)
    right_member, others = factorise(meetings.of * np.int64(len(encoded)) + meetings.right)
    meets, met = np.empty(len(distinct), dtype=np.int64), np.empty(len(others), dtype=np.int64)
    meets[left_member] = met[right_member] = np.arange(len(left_member))
    age = material.kinds.age
    back = age.of[meetings.right] * np.int64(sources) + encoded.source[meetings.left]
    return Cells(
        towards=role[meetings.left] * np.int64(sources) + encoded.source[meetings.right],
        mentions=np.repeat(np.bincount(role, drawn[groups.of], minlength=roles), sources).astype(np.float64),
        others=np.tile(encoded.measured("mentions by source", lambda: _by_source(encoded)), roles),
        of_meeting=(one * sources + other) * 2 + lone[meetings.one],
        possible=(of_kind.reshape(sources, 1, 2) * of_source.reshape(1, sources, 1)).reshape(-1),
        left_member=left_member,
        right_member=right_member,
        meets=meets,
        met=met,
        back=np.where(lone[meetings.one][meetings.of], -1, back),
        backs=len(age.within) * sources,
    )


def _by_source(encoded: Encoded) -> Floats:
    return np.bincount(encoded.source, minlength=len(encoded.source_names)).astype(np.float64)


def first_model(
    material: Material, cells: Cells, trained: Trained, relatives: tuple[Floats, ...]
) -> HomeModel:
    """A guess to begin with: most groups of a home meet whole, few people live elsewhere."""
    count = len(cells.mentions)
    seen = np.bincount(cells.of_meeting, minlength=len(cells.possible))
    return HomeModel(
        m=trained.m,
        relatives=tuple(
            among if c in material.sharing else trained.u[c] for c, among in enumerate(relatives)
        ),
        home=trained.m,
        rates=Rates(
            linked=np.clip(seen / 2 / np.maximum(cells.possible, 1), 1e-12, 0.5),
            present=np.full(count, 0.8),
            absent=np.full(count, 0.1),
            elsewhere=np.full(count, 0.03),
            named=np.full(cells.backs, 0.5),
        ),
        kinds=tuple(np.zeros((len(kind.within), len(kind.within))) for kind in material.kinds),
    )


def learnt(
    material: Material, cells: Cells, trained: Trained, before: HomeModel, belief: Belief, teaches: Floats
) -> HomeModel:
    """The model that these beliefs are likeliest under. teaches: which pairs m may be learnt from."""
    meetings, patterns = material.meetings, material.patterns
    together = belief.together[meetings.of]

    def at(pairs: Floats) -> Floats:
        return np.bincount(patterns.of, weights=pairs, minlength=len(patterns.levels)).astype(np.float64)

    person, home = at(belief.matched * teaches), at(belief.at_home * teaches)
    others = at(np.maximum(together - belief.at_home, 0.0))
    m, relatives, best = list(before.m), list(before.relatives), list(before.home)
    for c, was in enumerate(before.m):
        if not trained.learnt[c]:
            continue
        shared = c in material.sharing
        labelled = trained.labelled[c] if trained.labelled else 0.0
        m[c] = _shares(patterns.levels[:, c], home if shared else person, was, labelled)
        if shared:
            relatives[c] = _shares(patterns.levels[:, c], others, before.relatives[c])
    for field in material.shared:
        c = field.comparison
        best[c] = _shares(field.level, belief.together[field.meeting], before.home[c])
    return HomeModel(
        tuple(m),
        tuple(relatives),
        tuple(best),
        _rates(material, cells, belief),
        kinds=tuple(
            kind.weights(meetings.left, meetings.right, belief.matched * tells)
            for kind, tells in zip(material.kinds, material.tells, strict=True)
        ),
    )


def _shares(level: Gamma, weight: Floats, before: Floats, labelled: Floats | float = 0.0) -> Floats:
    expected = at_levels(level, weight, len(before)) + labelled
    return normalised(expected) if expected.sum() >= 1 else before


def _rates(material: Material, cells: Cells, belief: Belief) -> Rates:
    """How often groups are one home; and members present there, nowhere, and elsewhere."""
    meetings, count = material.meetings, len(cells.mentions)
    sources = len(material.encoded.source_names)
    linked = _counted(cells.of_meeting, belief.together, len(cells.possible)) + 0.5
    # Each member of a meeting once: how probably their home is there, and that they were found nowhere.
    towards, home = cells.towards[cells.meets], belief.together[meetings.of[cells.meets]]
    to_source = meetings.left * np.int64(sources) + material.encoded.source[meetings.right]
    found = np.bincount(to_source, weights=belief.matched, minlength=len(material.encoded) * sources)
    nowhere = np.clip(1 - found[to_source[cells.meets]], 0, 1)
    at_home = _counted(towards, home, count)
    present = (_counted(cells.towards, belief.at_home, count) + 0.5) / (at_home + 1)
    absent = (_counted(towards, home * nowhere, count) + 0.5) / (at_home + 5)
    apart = _counted(cells.towards, belief.matched - belief.at_home, count) + 0.5
    named = _counted(cells.back, belief.at_home, cells.backs) + 0.5
    expected = _counted(cells.back[cells.met], belief.together[meetings.of[cells.met]], cells.backs)
    return Rates(
        linked=np.clip(linked / (cells.possible + 1), 1e-12, 0.5),
        present=np.clip(present, 0.001, 0.995),
        absent=np.clip(absent, 0.001, 0.995),
        elsewhere=np.clip(apart / (cells.mentions + 1), 1e-6, 0.5),
        named=np.clip(named / (expected + 1), 0.02, 0.98),
    )


def _counted(cells: Counts, weight: Floats, count: int) -> Floats:
    counted = cells >= 0
    return np.bincount(cells[counted], weights=weight[counted], minlength=count).astype(np.float64)
