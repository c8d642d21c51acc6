"""What a text is about: the characters of its matter."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.papers.language.subjects import subject_of


def test_the_matter_stays_and_words_of_procedure_go() -> None:
    assert subject_of("要求把便桥接好") == frozenset("便桥接")
    assert subject_of("经查情况属实，予以支持") == frozenset()


def test_names_are_no_matter() -> None:
    assert subject_of("柯兴华的母羊", ["柯兴华"]) == frozenset("母羊")


@given(st.text(max_size=60))
def test_a_matter_is_made_of_characters_of_its_text(text: str) -> None:
    assert subject_of(text) <= frozenset(text)
