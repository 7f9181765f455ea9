"""What each group says of each use, from the findings that the decision rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from licet.licence import EVERYONE, Decision, Finding, Measure, Setting, State, findings_of_table
from licet.licence.speaking import hear, usable
from licet.programme import Charter, Use
from licet.publish.sheet import Fact, Name, Sheet, compared
from licet.publish.story import Story
from licet.publish.systems import HIDE_UP_TO


@dataclass(frozen=True)
class Said:
    """What one group says of one use: the findings heard, and what the charter makes of them.

    at_least: the share that has to accept. state: the group's worst clause, None where it was not judged.
    """

    group: str
    accept: Finding | None
    oppose: Finding | None
    at_least: float
    state: State | None


@dataclass(frozen=True)
class Opinion:
    """One decided use, as it was granted or else as it was asked for, and what every group says of it."""

    decision: Decision
    use: Use
    said: tuple[Said, ...]
    charter: Charter

    @property
    def heard(self) -> list[Finding]:
        """Every finding that was heard."""
        return [each for said in self.said for each in (said.accept, said.oppose) if each is not None]


def opinions(story: Story) -> tuple[Opinion, ...]:
    """One for every decided use; none where there is no charter."""
    charter = story.programme.charter
    if charter is None:
        return ()
    programme = story.programme
    setting = Setting(programme.population, programme.area, programme.controller.actor)
    findings = usable(findings_of_table(story.findings), charter, setting, story.today)
    return tuple(_opinion(decision, charter, findings) for decision in story.decisions)


def is_few(finding: Finding, charter: Charter) -> bool:
    """Whether so few answered that their share is not told."""
    return finding.n < max(charter.n_min, HIDE_UP_TO + 1)


def answers_name(finding: Finding) -> Name:
    """The cell of how many answered."""
    return ("answers", finding.key())


def counted(heard: Iterable[Opinion]) -> Sheet:
    """How many answered, by group; the levels of a variable make up everyone who answered its question."""
    accepted = {
        said.accept.key(): (said.accept, opinion.charter)
        for opinion in heard
        for said in opinion.said
        if said.accept is not None
    }
    findings = [finding for finding, _ in accepted.values()]
    sheet = Sheet(
        cells={answers_name(finding): finding.n for finding in findings},
        unsaid=frozenset(answers_name(each) for each, charter in accepted.values() if is_few(each, charter)),
    )
    return Sheet(sheet.cells, facts=tuple(_makes_up(sheet, findings)), unsaid=sheet.unsaid)


def _makes_up(sheet: Sheet, findings: Sequence[Finding]) -> Iterable[Fact]:
    def asked(finding: Finding) -> str:
        return f"{finding.question} {finding.wave} {finding.on_date} {finding.pattern} {finding.basis}"

    for _, same in groupby(sorted(findings, key=asked), key=asked):
        by_group = {finding.group: answers_name(finding) for finding in same}
        everyone = by_group.pop(EVERYONE, None)
        for _, levels in groupby(sorted(by_group), key=lambda group: group.partition("=")[0]):
            if everyone is not None:
                yield from compared(sheet, [everyone], [by_group[level] for level in levels])


def _opinion(decision: Decision, charter: Charter, findings: Sequence[Finding]) -> Opinion:
    use, states = decision.granted_as or decision.use, _states(decision)
    said = []
    for group in (EVERYONE, *charter.levels()):
        at_least = (charter.majority if group == EVERYONE else charter.every_group).at_least
        said.append(
            Said(
                group=group,
                accept=_finding(charter, findings, use, group, Measure.ACCEPT, at_least),
                oppose=_finding(charter, findings, use, group, Measure.OPPOSE, charter.opposition.at_most),
                at_least=at_least,
                state=states.get(group),
            )
        )
    return Opinion(decision, use, tuple(said), charter)


def _finding(
    charter: Charter, findings: Sequence[Finding], use: Use, group: str, measure: Measure, bound: float
) -> Finding | None:
    """The finding that the decision's sentence quotes: the one that speaks, or one that contradicts it."""
    heard = hear(findings, charter, use, group, measure, bound)
    if heard.contrary and heard.speaks not in heard.contrary:
        return heard.contrary[0]
    return heard.speaks


_WORST_FIRST = (State.AGAINST, State.NOT_ENOUGH, State.SHOWN)


def _states(decision: Decision) -> dict[str, State]:
    """Each group's worst clause."""
    worst: dict[str, State] = {}
    for judgement in decision.judgements:
        known = worst.get(judgement.group, State.SHOWN)
        worst[judgement.group] = min(known, judgement.state, key=_WORST_FIRST.index)
    return worst
