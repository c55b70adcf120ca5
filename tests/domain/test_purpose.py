"""What purposes of payments tell, as people write them (`domain/kep-orders.md`, the samples)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.kep_sets import kep_ref
from crm_tui.domain.purpose import near_codes, read_purpose


@pytest.mark.parametrize(
    ("text", "codes", "odd", "numbers"),
    [
        (
            "Оплата за КЕП зг. рах. № 1287 вiд 02.11.2026, ЄДРПОУ 99001004, ПДВ 20% - 256,00 грн.",
            "99001004",
            "",
            1287,
        ),
        ("Сплата за лiцензiю M.E.Doc, рах 1290 вiд 02.11.26, без ПДВ", "", "", 1290),
        ("Доплата рах.№1279 вiд 28.10.2026 за супровiд", "", "", 1279),
        ("за КЕП ПРРО рахунок 1291", "", "", 1291),
        ('За КЕП для ТОВ "Приклад П`ять", код 9900l053, рах 1295', "", "99001053", 1295),
        ("101;99001045; КЕКВ 2240; послуги КЕП зг. дог. № 45-Б вiд 15.10.2026", "99001045", "", None),
        ("рахунок-фактура № РП-0001287", "", "", 1287),
        ("рахунок на оплату № 55 від 1.02", "", "", 55),
        ("згідно рахунку № 1287, сума 1 536,00", "", "", 1287),
        ("за рахунком UA413052990000026007000000101", "", "", None),
        ("оплата за послуги", "", "", None),
    ],
)
def test_codes_and_numbers_of_invoices(text: str, codes: str, odd: str, numbers: int | None) -> None:
    told = read_purpose(text)
    assert (told.codes, told.odd_codes) == (tuple(codes.split()), tuple(odd.split()))
    assert told.numbers == (() if numbers is None else (numbers,))


def test_the_number_of_a_form_with_a_year_is_no_identifier_of_a_set() -> None:
    told = read_purpose("рах. КЕП-26/1287 від 1.02.26")
    assert (told.set_id, told.numbers) == (None, (26, 1287))


@given(st.integers(1, 10**6))
def test_the_identifier_of_a_set_is_read_and_is_no_code(number: int) -> None:
    told = read_purpose(f"за {kep_ref(number)}, рах. № 7")
    assert (told.set_id, told.codes, told.numbers) == (number, (), (7,))


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    told = read_purpose(text)
    assert all(code.isdigit() for code in (*told.codes, *told.odd_codes))


@given(st.sampled_from(["99001004", "3121212343", "99001022"]), st.data())
def test_a_code_with_one_slip_is_near_the_right_one(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    kind = data.draw(st.sampled_from(["wrong", "lost", "more", "swapped"]))
    slips = {
        "wrong": code[:place] + digit + code[place + 1 :],
        "lost": code[:place] + code[place + 1 :],
        "more": code[:place] + digit + code[place:],
        "swapped": code[:place] + code[place : place + 2][::-1] + code[place + 2 :],
    }
    slip = slips[kind]
    assert code == slip or code in near_codes(slip)
    assert {len(one) for one in near_codes(slip)} <= {8, 10}
