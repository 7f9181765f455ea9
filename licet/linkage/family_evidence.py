"""Family evidence: who is mentioned with somebody tells who that is.

Groups (the people of one record, or of one address in one source) meet where two of their members may be one
person. Of each meeting:
1. the two groups are one home or not: a prior, and what relatives share, counted once for the home;
2. if they are, each member of the one is one of the other or is absent: all one-to-one ways are summed;
3. or a member alone is in the other group, having moved out: then the home's address says nothing;
4. rivals in other groups compete (see `competition`).
Three shares of every level are told apart: of one person's mentions (m), of relatives', and of strangers'
(u). What relatives share counts for the home; what is left of it, and all other fields, for the person. All
is learnt from the mentions alone, in rounds of EM (see `homes`). Every term is in bits.
"""

from dataclasses import dataclass, replace

import numpy as np

from licet.linkage.assignments import assigned
from licet.linkage.competition import Odds, compete
from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Bools, Codes, Encoded, Floats
from licet.linkage.expectation import level_weights
from licet.linkage.homes import Belief, Cells, HomeModel, Homes, cells_of, first_model, learnt
from licet.linkage.material import Material, material_of, relatives_of
from licet.linkage.meetings import meetings_of, places
from licet.linkage.model import LinkageModel
from licet.linkage.together import groups_of
from licet.linkage.training import Trained

MOST = 200.0
"""Bits within which odds are kept, so that products of several stay numbers."""


@dataclass(frozen=True)
class FamilyEvidence:
    """All pairs of all meetings, weighed.

    weight: log2 odds that a pair is one person, before rivals of other groups. matched: the probability after
    them. homes: what was learnt.
    """

    material: Material
    cells: Cells
    homes: Homes
    weight: Floats
    matched: Floats


def family_evidence(
    encoded: Encoded,
    model: LinkageModel,
    marks: Exclusive,
    trained: Trained,
    left: Codes,
    right: Codes,
    homes: Homes | None,
    seed: int,
) -> FamilyEvidence:
    """Weigh the meetings of these pairs.

    left, right: pairs worth a closer look, of all that were compared. homes: of a frozen model; learnt if it
    is left out.
    """
    groups = groups_of(encoded, marks)
    meetings = meetings_of(encoded, groups, marks, left, right)
    relatives = homes.relatives if homes else relatives_of(encoded, model, groups, trained)
    material = material_of(encoded, model, groups, meetings, marks, trained, relatives)
    homes = homes or Homes(relatives, _learnt(material, marks, trained, relatives, model, seed))
    cells = cells_of(material, np.ones(len(groups), dtype=np.bool_))
    belief, odds = believed(material, cells, marks, trained, homes.model)
    weight = np.log2(np.maximum(odds.joint, 1e-300)) - np.log2(odds.otherwise)
    return FamilyEvidence(material, cells, homes, weight, belief.matched)


def _learnt(
    material: Material,
    marks: Exclusive,
    trained: Trained,
    relatives: tuple[Floats, ...],
    model: LinkageModel,
    seed: int,
) -> HomeModel:
    """The model of homes after rounds of EM, on the meetings of so many groups that enough pairs teach it."""
    share = model.family_pairs / max(1, len(material.meetings.of))
    drawn = np.random.default_rng(seed).random(len(material.groups)) < share
    some = material.only(drawn)
    cells = cells_of(some, drawn)
    homes = first_model(some, cells, trained, relatives)
    teaches = _teaching(some, marks)
    for _ in range(model.rounds):
        belief, _odds = believed(some, cells, marks, trained, homes)
        homes = learnt(some, cells, trained, homes, belief, teaches)
    return homes


def parts_of(model: LinkageModel, trained: Trained, found: FamilyEvidence) -> dict[str, Floats]:
    """What each comparison, and each way to sort people, adds to each pair by itself."""
    material = found.material
    weights = replace(trained, m=found.homes.model.m).weights()
    parts = {
        comparison.name: weights[c][material.level(c)] + material.rarity[c]
        for c, comparison in enumerate(model.comparisons)
    }
    for kind, weight in zip(material.kinds, kind_weights(material, found.homes.model), strict=True):
        parts[f"{kind.name}_expected"] = weight
    return parts


def undecided(found: FamilyEvidence, threshold: float) -> Bools:
    """The mentions that are somebody of another group, and nobody in particular: twins of one name.

    threshold: the probability from which somebody is likely.
    """
    meetings = found.material.meetings
    marked = np.zeros(len(found.material.encoded), dtype=bool)
    for member, mention in (
        (found.cells.left_member, meetings.left),
        (found.cells.right_member, meetings.right),
    ):
        best = np.zeros(int(member.max(initial=-1)) + 1)
        np.maximum.at(best, member, found.matched)
        somebody = np.bincount(member, weights=found.matched) >= threshold
        marked[mention[(somebody & (best < threshold))[member]]] = True
    return marked


def believed(
    material: Material, cells: Cells, marks: Exclusive, trained: Trained, homes: HomeModel
) -> tuple[Belief, Odds]:
    """What the model makes of the pairs and meetings."""
    meetings, groups = material.meetings, material.groups
    rows, columns = groups.size[meetings.one], groups.size[meetings.other]
    inside, apart = _pair_odds(material, cells, trained, homes)
    inside = (
        inside
        / columns[meetings.of]
        * np.append(homes.rates.named / (1 - homes.rates.named), 1.0)[cells.back]
    )
    home = np.exp2(np.clip(_home_weights(material, cells, trained, homes), -MOST, MOST))
    joint, whole = assigned(
        places(meetings),
        rows.astype(np.int32),
        columns.astype(np.int32),
        groups.place[meetings.left],
        groups.place[meetings.right],
        inside,
        homes.rates.absent[cells.towards],
    )
    at_home = joint * home[meetings.of]
    joint = at_home + apart
    one_home = whole * home
    everything = 1 + one_home + meetings.total(apart)
    odds = Odds(
        joint=joint,
        otherwise=_rest(everything[meetings.of], joint),
        free_left=_rest(everything[meetings.of], _by(cells.left_member, joint)),
        free_right=_rest(everything[meetings.of], _by(cells.right_member, joint)),
        group=groups.of,
    )
    matched = compete(marks, meetings.left, meetings.right, odds)
    # A meeting loses to rivals what its pairs lose.
    kept = meetings.total(matched) / np.maximum(meetings.total(joint / everything[meetings.of]), 1e-300)
    together = one_home / everything * np.minimum(kept, 1)
    return Belief(matched, matched * at_home / np.maximum(joint, 1e-300), together), odds


def _pair_odds(material: Material, cells: Cells, trained: Trained, homes: HomeModel) -> tuple[Floats, Floats]:
    """What each pair has for being one person of one home, and for being one person apart from it."""
    inside, apart = np.zeros(len(material.patterns.levels)), np.zeros(len(material.patterns.levels))
    rare_inside = np.zeros(len(material.meetings.of))
    rare_apart, same_place = rare_inside.copy(), np.zeros(len(rare_inside), dtype=bool)
    for c, (m, u) in enumerate(zip(homes.m, trained.u, strict=True)):
        if not trained.learnt[c]:
            continue
        level = material.patterns.levels[:, c]
        inside += level_weights(m, homes.relatives[c])[level]
        if c not in material.sharing:
            rare_inside += material.rarity[c]
        if c in material.fixed:
            same_place |= material.level(c) == 0
        else:
            apart += level_weights(m, u)[level]
            rare_apart += material.rarity[c]
    sort = sum(kind_weights(material, homes), start=np.zeros(len(rare_inside)))
    of, towards = material.patterns.of, cells.towards
    alone = homes.rates.elsewhere[towards] / cells.others[towards]
    return (
        _odds(inside[of] + rare_inside + sort) * homes.rates.present[towards],
        np.where(same_place, 0.0, _odds(apart[of] + rare_apart + sort) * alone),
    )


def kind_weights(material: Material, homes: HomeModel) -> list[Floats]:
    """What the sort of person adds to each pair, by each way to sort them."""
    left, right = material.meetings.left, material.meetings.right
    return [
        np.where(tells, table[kind.of[left], kind.of[right]], 0.0)
        for kind, tells, table in zip(material.kinds, material.tells, homes.kinds, strict=True)
    ]


def _home_weights(material: Material, cells: Cells, trained: Trained, homes: HomeModel) -> Floats:
    """The match weight of each meeting: that its two groups are one home, whoever is in it."""
    weight = np.log2(homes.rates.linked[cells.of_meeting])
    for c, meeting, level, rare in material.shared:
        added = level_weights(homes.home[c], trained.u[c])[level] + rare
        weight += np.bincount(meeting, weights=added, minlength=len(weight))
    # Whoever of the other group is nobody of this one has to be explained as well.
    unnamed = np.append(np.log2(1 - homes.rates.named), 0.0)[cells.back[cells.met]]
    weight += np.bincount(material.meetings.of[cells.met], weights=unnamed, minlength=len(weight))
    return weight


def _teaching(material: Material, marks: Exclusive) -> Floats:
    """The pairs that m is learnt from: those that have rivals, in the other group or in the file."""
    meetings = material.meetings
    once = (marks.by_file[meetings.left] >= 0) | (marks.by_file[meetings.right] >= 0)
    size = material.groups.size
    several = size[meetings.one] * size[meetings.other] > 1
    return (once | several[meetings.of]).astype(np.float64)


def _odds(weight: Floats) -> Floats:
    return np.exp2(np.clip(weight, -MOST, MOST))


def _by(member: Codes, joint: Floats) -> Floats:
    """For each pair, what all pairs of its member in the meeting come to."""
    return np.asarray(np.bincount(member, weights=joint)[member])


def _rest(whole: Floats, part: Floats) -> Floats:
    # Never nothing: what is all but certain would be divided by what rounding left.
    return np.maximum(whole - part, 1e-12 * whole)
