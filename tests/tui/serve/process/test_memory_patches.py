"""Tests of savings in memory: the results stay the same."""

import gc
import weakref

import pytest

pytest.importorskip("asyncssh")

from hypothesis import given
from hypothesis import strategies as st
from textual._styles_cache import StylesCache
from textual.cache import FIFOCache
from textual.color import Color

from tui.serve.process.memory_patches import ThriftyCache, inner_outer


@given(st.lists(st.tuples(st.sampled_from(["set", "clear"]), st.integers(0, 6)), max_size=40))
def test_it_keeps_what_textual_s_own_cache_keeps(steps: list[tuple[str, int]]) -> None:
    textuals: FIFOCache[int, int] = FIFOCache(4)
    ours = ThriftyCache(4)
    for number, (step, key) in enumerate(steps):
        if step == "set":
            textuals[key] = ours[key] = number
        else:
            textuals.clear()
            ours.clear()
        assert len(ours) == len(textuals)
        assert bool(ours) == bool(textuals)
        for each in range(7):
            assert (each in ours) == (each in textuals)
            assert ours.get(each, -1) == textuals.get(each, -1)


def test_a_cache_that_was_emptied_shares_nothing_with_others() -> None:
    one, other = ThriftyCache(4), ThriftyCache(4)
    one["a"] = 1
    assert "a" not in other
    with pytest.raises(KeyError):
        other["a"]


def test_colours_are_kept_and_who_asked_is_not() -> None:
    class Asks(StylesCache):
        """Styles cache that can be referred to weakly."""

    black, red = Color.parse("black"), Color.parse("red")
    asks = Asks()
    gone = weakref.ref(asks)
    assert inner_outer(asks, black, red) == StylesCache().get_inner_outer(black, red)
    del asks
    gc.collect()
    assert gone() is None
