"""The names of the public file: there and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.names import Name
from engine.publish.layout import DEFAULT_SCHEMA, STEM, published_name, stored_name

WORDS = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)


@given(WORDS.filter(lambda schema: schema != DEFAULT_SCHEMA), WORDS)
def test_a_relation_is_found_under_the_name_it_was_published_by(
    schema: str, table: str
) -> None:
    name = Name(schema, table)
    assert published_name(stored_name(name)) == name


def test_the_schema_of_the_files_name_is_its_default_schema() -> None:
    assert stored_name(Name(STEM, "x")) == Name("main", "x")
    assert stored_name(Name("other", "x")) == Name("other", "x")
