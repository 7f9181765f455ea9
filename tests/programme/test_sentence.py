"""Sentences: plain English where they are printed, and able to say how they were made."""

import json
import pickle
from datetime import date

import pytest

from licet.errors import Refused
from licet.programme import Sentence, in_turn, listed, said


@pytest.mark.parametrize(
    ("words", "list_of_them"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_is_written_as_english_writes_it(words, list_of_them):
    assert listed(words) == list_of_them


def test_what_fills_a_sentence_is_written_in_english():
    """Numbers with their thousands, dates as a parent writes them, lists with 'and'."""
    sentence = said(
        "{count} of {records} by {day}: {why}.",
        count=1310,
        records=(said("school records"), said("tax records")),
        day=date(2026, 11, 2),
        why=said("nobody asked"),
    )
    assert sentence == "1,310 of school records and tax records by 2 November 2026: nobody asked."


def test_a_sentence_knows_its_template_and_what_filled_it():
    sentence = said("among {group}, {share} accept it", group=said("lone parents"), share="38 %")
    assert sentence.template == "among {group}, {share} accept it"
    assert sentence.given == {"group": "lone parents", "share": "38 %"}
    assert isinstance(sentence.given["group"], Sentence)


def test_parts_follow_one_another_and_each_is_still_itself():
    whole = in_turn([said("one"), said("two"), said("three")])
    assert whole == "one; two; three"
    assert isinstance(whole, Sentence)
    assert in_turn([said("alone")]).template == "alone"


def test_an_error_gives_the_sentence_back_that_it_was_raised_with():
    """So that the page can say a refusal in its own language."""
    with pytest.raises(Refused) as refused:
        raise Refused(said("The paperwork is not in order: {problems}.", problems="x"))
    words = str(refused.value)
    assert words == "The paperwork is not in order: x."
    assert isinstance(words, Sentence)


def test_a_sentence_is_text_to_files_and_survives_a_copy():
    sentence = said("{count} uses", count=3)
    assert json.dumps({"reason": sentence}) == '{"reason": "3 uses"}'
    copied = pickle.loads(pickle.dumps(sentence))
    assert (copied, copied.template, copied.given) == (sentence, sentence.template, sentence.given)
