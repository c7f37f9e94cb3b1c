"""Tests of datelines and credits of news agencies, which are text on any page."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.ingest.page_dump.credits import is_credit, is_dateline
from index.ingest.page_dump.reader import read_text

TITLE = "Crane falls into harbour"
BODY = (
    "The harbour council closed the old pier on Monday after a crane fell into the water.",
    "Nobody was hurt, the harbour master said, but the ferry will not run before the weekend.",
    "The pier was built by the fishermen of the town, and their children still meet there.",
)
MENU = "Home\nWorld\nPolitics\nSport\nWeather\nLog in\n\n"
FEET = {
    "the menu once more": f"{MENU}© 2023 Ashby Courier\n",
    "another menu": "About us\nContact\nPrivacy\nTerms\nJobs\n© 2023 Ashby Courier\n",
    "a list": "Related\n\nThe crane that nobody checked\nFerry tickets get dearer\nTown votes\n",
    "buttons": "Share\nTweet\nEmail\n\nMost read\nFerry tickets get dearer\nTown votes\nAbout us\n",
    "comments": "3 comments\n\nJohn says that the pier was always bad.\n\nAnn\nYes.\n",
    "nothing": "",
}
DATELINES = (
    "WASHINGTON, March 3 (Reuters) -",
    "DUNMORE (AP) —",
    "ASHBY –",
    "NEW DELHI:",
    "Berlin (dpa)",
    "Madrid, 3 mar (EFE).-",
    "МОСКВА, 3 марта. /ТАСС/.",
    "【東京共同】",
    "（中央社台北3日電）",
    "(서울=연합뉴스) 홍길동 기자 =",
)
CREDITS = (
    "(Reporting by Anna Ferry; Editing by Tom Pier)",
    "Reporting by Anna Ferry\n\nEditing by Tom Pier",
    "(AFP)",
    "dpa/AFP",
    "Mit Material von dpa",
    "Avec AFP",
    "(Con información de EFE)",
    "Редактор Анна Паром",
    "责任编辑：王小明",
    "Photos: Anna Ferry",
    "anna.ferry@example.com",
)


@pytest.mark.parametrize("foot", FEET.values(), ids=FEET)
@pytest.mark.parametrize("dateline", DATELINES)
def test_a_dateline_begins_the_text(dateline: str, foot: str) -> None:
    page = "\n\n".join((f"{MENU}{TITLE}", dateline, *BODY, foot))
    found, *_ = read_text(page, Path("page.txt"), "page")
    assert (found.title, found.paragraphs) == (TITLE, (dateline, *BODY))


@pytest.mark.parametrize("foot", FEET.values(), ids=FEET)
@pytest.mark.parametrize("credit", CREDITS)
def test_credits_end_the_text(credit: str, foot: str) -> None:
    page = "\n\n".join((f"{MENU}{TITLE}", *BODY, credit, foot))
    found, *_ = read_text(page, Path("page.txt"), "page")
    assert (found.title, found.paragraphs) == (TITLE, (*BODY, *credit.split("\n\n")))


@pytest.mark.parametrize(
    "line", ["Log in", "Photo gallery", "World News", "Listen now", "Share this:", "(3)", "2-0"]
)
def test_furniture_is_neither(line: str) -> None:
    assert not is_dateline(line)
    assert not is_credit(line)
