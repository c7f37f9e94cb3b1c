"""Tests of selecting text in an article: the copy is the text, not its wrapped lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.view.article_layout import Layout, TextBlock, lay_out
from tui.view.cells import cell_len
from tui.view.selection import Selection, begun

BODY = "We share your pain, said the president to a group of mothers of soldiers."
BLOCKS = (
    TextBlock("A headline", "title"),
    TextBlock(BODY, "text", paragraph=0),
    TextBlock("Кафе у café́ 北京, 東京.", "text", paragraph=1, space_after=False),
    TextBlock("The end", "text", paragraph=2),
)
WAYS = ("left", "right", "up", "down", "word", "word_back", "start", "end", "top", "bottom")


def start(layout: Layout, line: int = 0, by_lines: bool = False) -> Selection:
    selection = begun(layout, line, by_lines)
    assert selection is not None
    return selection


def test_one_letter_at_first() -> None:
    layout = lay_out(BLOCKS, 20)
    assert start(layout).text(layout) == "A"


def test_words_over_broken_lines_are_copied_as_one_line() -> None:
    layout = lay_out(BLOCKS, 20)
    selection = start(layout, 2).moved(layout, "down", 3).moved(layout, "end")
    assert len(layout.lines) > 6
    assert selection.text(layout) == BODY
    assert "\n" not in selection.text(layout)


def test_paragraphs_keep_their_distance() -> None:
    layout = lay_out(BLOCKS, 200)
    copied = start(layout).moved(layout, "bottom").text(layout)
    assert copied == f"A headline\n\n{BODY}\n\n{BLOCKS[2].text}\nThe end"


def test_whole_lines() -> None:
    layout = lay_out(BLOCKS, 20)
    selection = start(layout, 3, by_lines=True)
    first = layout.lines[3]
    assert selection.text(layout) == BODY[first.start : first.end]
    both = selection.moved(layout, "down")
    assert both.text(layout) == BODY[first.start : layout.lines[4].end]


def test_backwards_is_the_same_text() -> None:
    layout = lay_out(BLOCKS, 30)
    forward = start(layout, 2).moved(layout, "word", 4)
    backward = Selection(forward.cursor, forward.anchor)
    assert backward.text(layout) == forward.text(layout) == "We share your pain,"


def test_a_letter_is_not_parted_from_its_marks() -> None:
    text = "e\u0301t\u0323\u0307e"
    layout = lay_out((TextBlock(text),), 20)
    selection = start(layout)
    assert selection.text(layout) == "e\u0301"
    assert selection.moved(layout, "right").text(layout) == "e\u0301t\u0323\u0307"


def test_it_stays_on_the_same_words_when_the_window_changes() -> None:
    narrow, wide = lay_out(BLOCKS, 20), lay_out(BLOCKS, 80)
    selection = start(narrow, 2).moved(narrow, "word", 6)
    assert selection.text(narrow) == selection.text(wide)


def test_nothing_can_be_selected_where_there_is_no_text() -> None:
    assert begun(lay_out((TextBlock(""),), 20), 0, False) is None


@given(
    st.lists(st.text("aé b\u0301北-", max_size=30), min_size=1, max_size=4),
    st.integers(4, 30),
    st.lists(st.sampled_from(WAYS), max_size=30),
    st.booleans(),
)
def test_wherever_it_goes_it_stands_on_a_cell(
    texts: list[str], width: int, ways: list[str], by_lines: bool
) -> None:
    layout = lay_out([TextBlock(text) for text in texts], width)
    selection = begun(layout, 0, by_lines)
    for way in ways if selection else ():
        assert selection is not None
        selection = selection.moved(layout, way)
        line = layout.lines[selection.line(layout)]
        first, after = selection.cursor_span(layout)
        assert line.start <= first < after <= line.end
        assert first == line.start or cell_len(texts[line.block][first]) > 0
        assert selection.text(layout)
        for number in range(len(layout.lines)):
            pieces = layout.pieces(number, [((first, after), "cursor")])
            plain = layout.pieces(number)
            assert "".join(t for t, _ in pieces).replace("◌", "") == "".join(
                t for t, _ in plain
            ).replace("◌", "")
