from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.clients import ClientDraft, Severity, check_client, kind_by_code
from crm_tui.domain.kinds import ClientKind

GOOD = ClientDraft(
    kind=ClientKind.LEGAL_ENTITY,
    tax_code="14360570",
    full_name="ТОВ «Ромашка»",
    vat_number="143605704021",
    region="Дніпропетровська",
    email="buh@example.com",
    phones=("050 000 01 01", "044 123-45-67 дод. 5"),
)


def test_a_good_card_has_no_problems():
    assert check_client(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "field", "severity", "code"),
    [
        ({"full_name": ""}, "full_name", Severity.ERROR, "name_missing"),
        ({"full_name": " «» "}, "full_name", Severity.ERROR, "name_missing"),
        ({"full_name": "А" * 501}, "full_name", Severity.ERROR, "too_long"),
        ({"tax_code": "00000000"}, "tax_code", Severity.ERROR, "tax_code_no_number"),
        ({"tax_code": "14360571"}, "tax_code", Severity.WARNING, "tax_code_check_digit"),
        ({"tax_code": "abc"}, "tax_code", Severity.WARNING, "tax_code_not_a_code"),
        (
            {"tax_code": "3121212343", "vat_number": ""},
            "tax_code",
            Severity.WARNING,
            "tax_code_of_other_kind",
        ),
        ({"tax_code": "32129", "vat_number": ""}, "tax_code", Severity.WARNING, "tax_code_padded"),
        ({"vat_number": "143605704022"}, "vat_number", Severity.WARNING, "vat_number_check_digit"),
        ({"vat_number": "370295404124"}, "vat_number", Severity.WARNING, "vat_number_other_tax_code"),
        ({"region": "Атлантида"}, "region", Severity.WARNING, "region_unknown"),
        ({"email": "buh@example"}, "email", Severity.WARNING, "email_shape"),
        ({"phones": ("123",)}, "phones", Severity.WARNING, "phone_unreadable"),
    ],
)
def test_each_problem_is_told_once(changes, field, severity, code):
    assert [
        (found.field, found.severity, found.code) for found in check_client(replace(GOOD, **changes))
    ] == [(field, severity, code)]


@pytest.mark.parametrize("kind", [ClientKind.SOLE_TRADER, ClientKind.PRIVATE_PERSON])
@pytest.mark.parametrize("code", ["3121212343", "АБ123456", "123456789", ""])
def test_people_have_a_rnokpp_or_a_passport(kind, code):
    assert check_client(ClientDraft(kind=kind, tax_code=code, full_name="Коваль Ольга")) == []


def test_the_kind_is_guessed_by_the_code():
    assert kind_by_code("14360570") is ClientKind.LEGAL_ENTITY
    assert kind_by_code("3121212343") is ClientKind.SOLE_TRADER
    assert kind_by_code("") is ClientKind.LEGAL_ENTITY


@given(st.builds(ClientDraft, full_name=st.text(), tax_code=st.text(), vat_number=st.text(), email=st.text()))
def test_any_card_is_checked(draft):
    for problem in check_client(draft):
        assert problem.field in ClientDraft.__slots__
