"""A linkage explained: two mentions, a person, a tie; in tables and sentences without any record's value."""

from licet.linkage.explaining.chains import bonds, chain
from licet.linkage.explaining.linked import Linked
from licet.linkage.explaining.mentions import TwoMentions, explain_mentions
from licet.linkage.explaining.person import Person, alternatives_told, explain_person, rivals_told, with_rival
from licet.linkage.explaining.reasons import Apart, Reason, why_apart
from licet.linkage.explaining.sentences import sentences
from licet.linkage.explaining.ties import explain_ties, tie_sentences
from licet.linkage.explaining.waterfalls import waterfalls

__all__ = [
    "Apart",
    "Linked",
    "Person",
    "Reason",
    "TwoMentions",
    "alternatives_told",
    "bonds",
    "chain",
    "explain_mentions",
    "explain_person",
    "explain_ties",
    "rivals_told",
    "sentences",
    "tie_sentences",
    "waterfalls",
    "why_apart",
    "with_rival",
]
