"""What is proposed: the programme file, its vocabulary, uses and patterns, and its paperwork."""

from licet.programme.charter import Charter, Condition
from licet.programme.digest import canonical_json, digest_of, digest_of_file
from licet.programme.documents import HEADINGS, Document
from licet.programme.folder import PROGRAMME_FILE, Folder, check_there, open_folder, schema
from licet.programme.paperwork import Paper, in_force_until, lacking
from licet.programme.proposal import (
    DependentChild,
    Need,
    Programme,
    Source,
    Survey,
    in_vocabulary_order,
)
from licet.programme.reading import Written, read_yaml
from licet.programme.sentence import Sentence, in_turn, listed, said
from licet.programme.uses import Pattern, Use, covers, in_order, pattern_of
from licet.programme.vocabulary import (
    AREA,
    GROUP_VARIABLES,
    Actor,
    Category,
    Choice,
    Operation,
    Purpose,
    Safeguard,
)

__all__ = [
    "AREA",
    "GROUP_VARIABLES",
    "HEADINGS",
    "PROGRAMME_FILE",
    "Actor",
    "Category",
    "Charter",
    "Choice",
    "Condition",
    "DependentChild",
    "Document",
    "Folder",
    "Need",
    "Operation",
    "Paper",
    "Pattern",
    "Programme",
    "Purpose",
    "Safeguard",
    "Sentence",
    "Source",
    "Survey",
    "Use",
    "Written",
    "canonical_json",
    "check_there",
    "covers",
    "digest_of",
    "digest_of_file",
    "in_force_until",
    "in_order",
    "in_turn",
    "in_vocabulary_order",
    "lacking",
    "listed",
    "open_folder",
    "pattern_of",
    "read_yaml",
    "said",
    "schema",
]
