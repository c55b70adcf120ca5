"""Old DOS and Unix files of Ukrainian offices come in with their letters as they were."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.errors import Refused
from crm_tui.exchange.letters import CANDIDATES, guess_encoding
from crm_tui.exchange.sheet import open_sheet

WORDS = [
    "Рахунок",
    "оплату",
    "послуг",
    "ТОВ",
    "Приклад",
    "Дата",
    "операції",
    "Призначення",
    "платежу",
    "Кореспондент",
    "Сума",
    "кредит",
    "дебет",
    "договір",
    "від",
    "листопада",
    "ЄДРПОУ",
    "Назва",
    "Код",
    "Клієнт",
    "Львів",
    "Київ",
    "вулиця",
    "Шевченка",
    "сертифікат",
    "ключа",
    "печатки",
    "програма",
    "супровід",
    "ліцензія",
    "школа",
    "міська",
    "рада",
    "управління",
    "освіти",
    "ФОП",
    "Іваненко",
    "Іван",
    "їжак",
    "щорічна",
    "підписка",
    "звітність",
    "податкова",
    "Щур",
    "№17",
    "комп'ютерна",
    "юридичних",
    "осіб",
    "фізичної",
]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=6, max_size=40, unique=True).map(" ".join)


@given(text=TEXTS, case=st.sampled_from([str, str.upper, str.lower]), name=st.sampled_from(CANDIDATES))
def test_letters_are_read_as_they_were_written(text: str, case: type[str], name: str) -> None:
    text = case(text)
    if name == "cp866":  # it has no і: offices write the Latin one
        text = text.translate(str.maketrans("іІ", "iI"))
    raw = text.encode(name, "ignore")
    assert raw.decode(guess_encoding(raw)) == raw.decode(name)


def test_a_text_without_such_letters_is_any() -> None:
    assert guess_encoding(b"code;sum\r\n1;2") == "cp1251"


@pytest.mark.parametrize("name", CANDIDATES)
def test_a_list_of_an_old_office_has_its_names(tmp_path: Path, name: str) -> None:
    file = tmp_path / "list.csv"
    rows = [["Назва", "ЄДРПОУ"], ["ТОВ Щедра оселя", "00032129"], ["Школа села Бережани", "99001004"]]
    file.write_bytes("\r\n".join(map(";".join, rows)).encode(name))
    with open_sheet(file) as sheet:
        assert [cells for _line, cells in sheet.rows()] == rows


def test_a_damaged_letter_of_utf8_makes_no_rubbish_of_the_others(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    text = "Назва;Код\nТОВ Щедра оселя;1\nШкола села Бережани;2\n"
    file.write_bytes(text.encode().replace("Школа".encode(), b"\xd0" + "кола".encode()))
    with pytest.raises(Refused, match=r"list\.csv, line 3: a damaged letter"), open_sheet(file):
        pass
