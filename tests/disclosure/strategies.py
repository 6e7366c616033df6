"""Random small worlds, mostly of small counts and of employees at the limits."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.disclosure.worlds import Cell, World

COUNTS = st.one_of(
    st.integers(0, 5), st.integers(0, 5), st.integers(4, 22), st.integers(18, 60)
)
EMPLOYEES = st.one_of(
    st.none(),
    st.just(0.0),
    st.integers(4, 45).map(float),
    st.integers(8, 90).map(lambda halves: halves / 2),
    st.integers(40, 400).map(float),
)


@st.composite
def cells(draw: DrawFn) -> Cell:
    unemployed = draw(COUNTS)
    few = min(unemployed, 5)
    leavers = draw(
        st.one_of(
            st.integers(0, unemployed),
            st.integers(0, few),
            st.integers(unemployed - few, unemployed),
        )
    )
    return Cell(unemployed, leavers, draw(EMPLOYEES))


def worlds(most_regions: int = 5) -> SearchStrategy[World]:
    return st.lists(cells(), min_size=1, max_size=most_regions).map(tuple)
