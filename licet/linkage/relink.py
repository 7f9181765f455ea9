"""Linking again after some records came, changed or went: only what they touch is compared and weighed.

1. A mention is touched if it is new or has changed, or if who is mentioned with it has; or if a block that it
   is in has passed its size, or fallen under it.
2. Pairs with a touched mention are compared, by what was learnt and measured before (see `frozen`).
3. Family evidence is weighed for the groups of touched mentions. Whether somebody is of a group and nobody in
   particular depends on rivals, so it is looked at two meetings further on; rivals are weighed one further.
4. All other weights stay. The answer is the one that linking everything under the frozen model gives.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.blocking import Blocked, BlockingRule
from licet.linkage.constraints import Constraints, Exclusive, exclude_any, exclusive
from licet.linkage.encoding import Bools, Codes, Counts, Encoded, Floats
from licet.linkage.link import PROMISING, Linkage, Progress, finished, link
from licet.linkage.model import LinkageModel
from licet.linkage.prepared import encoded_for
from licet.linkage.priors import possible_pairs
from licet.linkage.scoring import kept_pairs
from licet.linkage.sifting import Sifted, sift
from licet.linkage.together import groups_of
from licet.linkage.weighing import Learnt, Weighed, weigh, with_family

DECIDED_WITHIN = 2
"""Meetings from a touched group within which others may become undecided, or decided."""

SEED = 0
"""Nothing is drawn by chance: all is learnt already."""


@dataclass(frozen=True)
class _Side:
    """Mentions of one time: as they are compared, who excludes whom, and their blocks."""

    encoded: Encoded
    marks: Exclusive
    blocked: Blocked


def relink(
    before: Linkage,
    earlier: Any,
    mentions: Any,
    model: LinkageModel,
    constraints: Constraints,
    *,
    threshold: float = 0.9,
    progress: Progress | None = None,
) -> Linkage:
    """The same as `link(mentions, ..., frozen=before.learnt)`, from what an earlier linkage found.

    before: of the mentions `earlier`, under the same model, constraints and threshold. mentions: all of them,
    those that stay included. Raises ScienceError where `earlier` is not what `before` linked, where more than
    half of it is gone, or where a source or role is new.
    """
    tell = progress or _quietly
    tell("encode")
    was, now = (_side(before, table, model, constraints) for table in (earlier, mentions))
    if not was.encoded.ids.equals(before.persons["mention_id"].combine_chunks()):
        raise ScienceError(
            "The earlier mentions are not those of the earlier linkage. Give the table it had."
        )
    if exclude_any(was.marks) != exclude_any(now.marks):
        # Nothing was learnt of homes where nobody excluded anybody, and all is weighed otherwise.
        return link(mentions, model, constraints, threshold=threshold, frozen=before.learnt, progress=tell)
    place = _places(was.encoded, now.encoded)
    _check_whole(was.encoded, now.encoded)
    touched = _touched(was, now, place)
    tell("compare")
    learnt = before.learnt
    candidates = sift(
        now.encoded, model, now.marks, now.blocked, learnt.trained, learnt.first, PROMISING, touched
    )
    tell("score")
    lost = _lost_company(before.weighed, was, place, touched)
    weighed = _weighed_again(before, now, model, candidates, place, touched, lost, threshold)
    tell("cluster")
    held = learnt.held_by(now.encoded)
    return finished(now.encoded, model, now.marks, candidates, held, weighed, threshold, 0, SEED)


def _weighed_again(
    before: Linkage,
    now: _Side,
    model: LinkageModel,
    candidates: Sifted,
    place: Codes,
    touched: Bools,
    lost: Bools,
    threshold: float,
) -> Weighed:
    """What stays, and what touched mentions weigh now. lost: see `_lost_company`."""
    learnt, stays = before.learnt, _stays(before.weighed, place, touched)
    known = Learnt(learnt.trained, learnt.first, learnt.prior, learnt.homes)
    promising, weight = kept_pairs(now.encoded, candidates.evidence, learnt.trained, learnt.first, PROMISING)
    possible = possible_pairs(now.encoded, now.marks)
    met = _in_order(
        np.concatenate([stays.met[0], promising.left]), np.concatenate([stays.met[1], promising.right])
    )
    if not exclude_any(now.marks):
        fresh = weigh(now.encoded, model, now.marks, promising, weight, known, possible, threshold, SEED)
        return replace(_together(stays, fresh, touched), met=met)
    hops = _hops(now, met, touched, lost)
    near = (hops[met[0]] <= DECIDED_WITHIN + 1) | (hops[met[1]] <= DECIDED_WITHIN + 1)
    again = (met[0][near], met[1][near])
    fresh = with_family(now.encoded, model, now.marks, again, known, possible, threshold, SEED)
    undecided = np.where(hops <= DECIDED_WITHIN, fresh.undecided, stays.undecided)
    return replace(_together(stays, fresh, touched), met=met, undecided=undecided)


def _check_whole(was: Encoded, now: Encoded) -> None:
    """Whoever gives only what is new would lose everybody else."""
    still = pc.sum(pc.is_in(was.ids, value_set=now.ids)).as_py() or 0
    if 2 * still < len(was):
        raise ScienceError(
            f"Of {len(was):,} earlier mentions only {still:,} are among these. Give all mentions that there "
            "are now, those that stay included; if so many are gone, link anew."
        )


def _side(before: Linkage, mentions: Any, model: LinkageModel, constraints: Constraints) -> _Side:
    encoded = before.learnt.measured_on(encoded_for(mentions, model, constraints))
    return _Side(encoded, exclusive(encoded, constraints), Blocked.by(encoded, model.blocking))


def _places(was: Encoded, now: Encoded) -> Codes:
    """Where each mention of now was, -1 if it is new or anything of it has changed."""
    place = pc.index_in(now.ids, value_set=was.ids).fill_null(-1).to_numpy().astype(np.int32)
    value = np.append(pc.index_in(was.values, value_set=now.values).fill_null(-2).to_numpy(), -1)
    same = (place >= 0) & (now.source == was.source[place]) & (now.role == was.role[place])
    if set(was.columns) != set(now.columns):
        raise ScienceError("The earlier mentions had other columns. Link everything anew.")
    for name, codes in now.columns.items():
        same &= codes == value[was.columns[name]][place]
    return np.where(same, place, np.int32(-1))


def _touched(was: _Side, now: _Side, place: Codes) -> Bools:
    stays = place >= 0
    touched = ~stays
    chance = np.random.default_rng(SEED)
    number_now, number_was = (
        chance.integers(1, 2**62, len(side.encoded), dtype=np.int64) for side in (now, was)
    )
    number_was[place[stays]] = number_now[stays]
    for told_was, told_now in (
        (was.encoded.record, now.encoded.record),
        (was.marks.by_record, now.marks.by_record),
        (groups_of(was.encoded, was.marks).of, groups_of(now.encoded, now.marks).of),
    ):
        company = _sums(told_now, number_now)
        touched |= company != _sums(told_was, number_was)[place]
    for rule in {*was.blocked.rules, *now.blocked.rules}:
        touched |= _within(now.blocked, rule) != _within(was.blocked, rule)[place]
    return np.asarray(touched)


def _sums(group: Codes, number: Counts) -> Counts:
    """The numbers of everybody in each mention's group, added: the same company gives the same sum."""
    total = np.zeros(int(group.max(initial=-1)) + 2, dtype=np.int64)
    np.add.at(total, group, number)
    return np.where(group >= 0, total[group], 0)


def _within(blocked: Blocked, rule: BlockingRule) -> Bools:
    """Whether each mention is in a block of the rule that was not too large."""
    columns = [at for at, each in enumerate(blocked.rules) if each == rule]
    return np.asarray((blocked.codes[:, columns] >= 0).any(axis=1))


def _stays(weighed: Weighed, place: Codes, touched: Bools) -> Weighed:
    """The earlier links and promising pairs between mentions that nothing touched, by their places now."""
    later = np.full(len(weighed.undecided), -1, dtype=np.int32)
    untouched = np.flatnonzero(~touched)
    later[place[untouched]] = untouched
    kept = (later[weighed.left] >= 0) & (later[weighed.right] >= 0)
    met = [later[part] for part in weighed.met]
    still = (met[0] >= 0) & (met[1] >= 0)
    undecided = np.zeros(len(place), dtype=bool)
    undecided[untouched] = weighed.undecided[place[untouched]]
    return replace(
        weighed,
        left=later[weighed.left[kept]],
        right=later[weighed.right[kept]],
        weight=weighed.weight[kept],
        parts={name: part[kept] for name, part in weighed.parts.items()},
        met=(met[0][still], met[1][still]),
        undecided=undecided,
    )


def _lost_company(weighed: Weighed, was: _Side, place: Codes, touched: Bools) -> Bools:
    """Mentions that stay and met, before, a group of which somebody is gone or was touched since."""
    later = np.full(len(was.encoded), -1, dtype=np.int32)
    untouched = np.flatnonzero(~touched)
    later[place[untouched]] = untouched
    groups = groups_of(was.encoded, was.marks)
    changed = np.zeros(len(groups), dtype=bool)
    changed[groups.of[later < 0]] = True
    one, other = (groups.of[part] for part in weighed.met)
    met_changed = np.zeros(len(groups), dtype=bool)
    met_changed[one[changed[other]]] = met_changed[other[changed[one]]] = True
    lost = np.zeros(len(place), dtype=bool)
    lost[later[met_changed[groups.of] & (later >= 0)]] = True
    return lost


def _hops(now: _Side, met: tuple[Codes, Codes], touched: Bools, lost: Bools) -> Codes:
    """How many meetings each mention's group is from a touched one; many where it is further than matters."""
    groups = groups_of(now.encoded, now.marks)
    far = DECIDED_WITHIN + 2
    hops = np.full(len(groups), far, dtype=np.int32)
    hops[groups.of[lost]] = 1
    hops[groups.of[touched]] = 0
    one, other = groups.of[met[0]], groups.of[met[1]]
    for reached in range(1, far):
        for here, there in ((one, other), (other, one)):
            next_to = there[hops[here] == reached - 1]
            hops[next_to] = np.minimum(hops[next_to], reached)
    return hops[groups.of]


def _together(stays: Weighed, fresh: Weighed, touched: Bools) -> Weighed:
    """Links that stay, and those of touched mentions, in order."""
    asked = touched[fresh.left] | touched[fresh.right]
    left = np.concatenate([stays.left, fresh.left[asked]])
    right = np.concatenate([stays.right, fresh.right[asked]])
    order = np.lexsort((right, left))

    def joined(old: Floats, new: Floats) -> Floats:
        return np.concatenate([old, new[asked]])[order]

    return replace(
        stays,
        left=left[order],
        right=right[order],
        weight=joined(stays.weight, fresh.weight),
        parts={name: joined(part, fresh.parts[name]) for name, part in stays.parts.items()},
    )


def _in_order(left: Codes, right: Codes) -> tuple[Codes, Codes]:
    order = np.lexsort((right, left))
    return left[order], right[order]


def _quietly(step: str) -> None:
    del step
