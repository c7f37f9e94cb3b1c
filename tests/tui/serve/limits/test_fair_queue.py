"""Tests of the fair queue: commands get their slots by address in turn."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tui.serve.limits.fair_queue import FairQueue

MANY, FEW, OTHER = "192.0.2.1", "192.0.2.2", "192.0.2.3"


class House:
    """Fair queue and the addresses that were admitted; each stays until the test lets it go."""

    def __init__(self, places: int) -> None:
        self.turns = FairQueue(places)
        self.came: list[str] = []
        self._stays: list[tuple[str, asyncio.Task[None]]] = []

    async def come(self, *addresses: str) -> None:
        for address in addresses:
            self._stays.append((address, asyncio.create_task(self._stay(address))))
        await settle()

    async def go(self, address: str, place: int = 0) -> None:
        """Let an entry of an address leave, by default its first."""
        found = [stay for stay in self._stays if stay[0] == address][place]
        self._stays.remove(found)
        found[1].cancel()
        await settle()

    async def _stay(self, address: str) -> None:
        async with self.turns.place(address):
            self.came.append(address)
            await asyncio.Event().wait()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def in_loop(act: Callable[[House], Awaitable[None]], places: int) -> None:
    async def run() -> None:
        await act(House(places))

    asyncio.run(run())


def test_addresses_take_turns_however_many_come_from_one() -> None:
    async def act(house: House) -> None:
        await house.come(MANY, MANY, MANY, MANY, FEW, OTHER)
        for address in (MANY, MANY, FEW, OTHER):
            await house.go(address)
        assert house.came == [MANY, MANY, FEW, OTHER, MANY]

    in_loop(act, 1)


def test_the_last_place_is_for_an_address_that_has_none() -> None:
    async def act(house: House) -> None:
        await house.come(MANY, MANY, MANY)
        assert house.came == [MANY, MANY]
        await house.come(FEW)
        assert house.came == [MANY, MANY, FEW], "it waits for nobody"
        await house.go(MANY)
        assert house.came == [MANY, MANY, FEW], "and is kept for the next one"
        await house.come(OTHER)
        assert house.came == [MANY, MANY, FEW, OTHER]

    in_loop(act, 3)


@pytest.mark.parametrize("places", [1, 2, 3])
def test_who_leaves_in_the_line_takes_no_place(places: int) -> None:
    async def act(house: House) -> None:
        await house.come(*[MANY] * 5)
        inside = len(house.came)
        for _ in range(5 - inside):
            await house.go(MANY, place=inside)
        for _ in range(inside):
            await house.go(MANY)
        await house.come(MANY, FEW, OTHER)
        assert house.came[inside:] == [MANY, FEW, OTHER][:places]

    in_loop(act, places)
