"""Options and fixtures of all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("newstui", deadline=None, derandomize=True)
settings.load_profile("newstui")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected side of golden pairs from what the readers give now",
    )


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return the folder of real articles; skip a test that needs it where it is missing."""
    folder = Path(os.environ.get("NEWSTUI_CORPORA") or ROOT / "corpora")
    if not folder.is_dir():
        pytest.skip("no corpora: set NEWSTUI_CORPORA")
    return folder
