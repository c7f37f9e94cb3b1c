"""Tests of selection: the first of many keys are found without sorting them all."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.whoosh.read.collect import _largest, _smallest


@pytest.mark.parametrize("different", [1, 3, 1000, 10**6])
@given(dice=st.randoms(use_true_random=False), size=st.integers(0, 500), count=st.integers(0, 30))
def test_the_largest_and_all_that_equal_the_last_of_them(
    different: int, dice: Random, size: int, count: int
) -> None:
    keys = np.array([dice.randrange(different) for _ in range(size)], np.int32)
    falling = sorted(keys.tolist(), reverse=True)
    least = falling[min(count, size) - 1] if size and count else different
    assert _largest(keys, count).tolist() == np.flatnonzero(keys >= least).tolist()
    scores = keys.astype(np.float32)
    assert _largest(scores, count).tolist() == np.flatnonzero(keys >= least).tolist()
    assert _smallest(-keys, count).tolist() == np.flatnonzero(keys >= least).tolist()
