"""The register on top of a box: every set is in it, on paper and as text, whatever its client is called."""

from datetime import date

from crm_tui.documents.box_register import BoxLine, BoxRegister, register_pdf, register_text
from tests.documents.reading import pages_text

LONG = "Товариство з обмеженою відповідальністю «Подільський Ґанок та партнери»"


def register(count):
    lines = tuple(
        BoxLine(f"КЕП-{n}", LONG, "99001016", "Комплект КЕП: керівник", date(2027, 3, 1), date(2026, 3, 2))
        for n in range(100, 100 + count)
    )
    return BoxRegister(7, date(2026, 3, 2), date(2026, 3, 9), None, "до обіду", lines)


def test_every_set_stands_on_paper_and_the_head_on_every_page():
    pages = pages_text(register_pdf(register(70)))
    assert len(pages) > 2
    assert [page for page in pages if "Вид комплекту" not in page] == []
    assert [n for n in range(100, 170) if f"КЕП-{n}" not in " ".join(pages)] == []
    assert "відкрито 02.03.2026, закрито 09.03.2026, 70 комплектів" in pages[0]
    assert "Прийняв(ла)" in pages[-1]


def test_as_text_long_names_are_wrapped_not_cut():
    text = register_text(register(2))
    for word in LONG.split():
        assert text.count(word) >= 2
    assert max(map(len, text.splitlines())) <= 111


def test_a_name_from_outside_brings_no_control_signs():
    evil = BoxLine("КЕП-1", "ТОВ\x1b[31m\n«Зло»", "", "x", None, None)
    text = register_text(BoxRegister(1, date(2026, 3, 2), None, None, "\x07", (evil,)))
    assert "\x1b" not in text
    assert "\x07" not in text
