"""An office's own Asterisk: every file is one that it reads, and no name or number breaks out of its line."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.domain.dial_plan import DialPlan, DialRefusal, Target, read_target
from crm_tui.domain.errors import Refused
from crm_tui.pbx.office_config import TO_SET, OfficePbx, Phone, kept_passwords, office_files
from tests.pbx.asterisk_syntax import ConfigSyntaxError, best, check_plan, parse

OFFICE = OfficePbx(
    phones=(Phone("201", "Олена Коваль"), Phone("202", "Іван О'Петренко"), Phone("210", "")),
    trunks=("provider", "backup"),
    username="crm",
    secret="a-long-random-word",
    our_number="0445550000",
    short_numbers=("1580",),
)
OUT = ["internal", "pickup", "dial-out"]


def plan_of(**changed):
    return check_plan(office_files(replace(OFFICE, **changed))["extensions.conf"])


def fate(plan, number: str) -> tuple[str, str]:
    """The pattern that decides of a number dialled on a phone, in whatever form, and what it does."""
    for _step in range(4):
        pattern, act = best(plan, OUT, number)
        if not (form := re.fullmatch(r"Goto\((0+)\$\{EXTEN:(\d)\},1\)", act)):
            return pattern, act
        number = form[1] + number[int(form[2]) :]
    raise AssertionError(f"{number} goes round")


def test_every_file_is_one_that_asterisk_reads():
    files = office_files(OFFICE)
    assert {
        "extensions.conf",
        "pjsip.conf",
        "queues.conf",
        "manager.conf",
        "cel.conf",
        "modules.conf",
    } <= set(files)
    for name, text in files.items():
        parse(text)
        assert "@" not in text.replace("${EXTEN})}@${TRUNK}", "").replace(f"{TO_SET}@{TO_SET}", ""), name
    check_plan(files["extensions.conf"])


def test_the_reader_of_the_tests_is_strict():
    for wrong in ("no sign", "[half", "key = 1", "[a](nothing)\n", "[a]\nkey"):
        with pytest.raises(ConfigSyntaxError):
            parse(wrong)
    for wrong in ("[a]\ninclude => b", "[a]\n same => n,Hangup()", "[a]\nexten => 1,1,Goto(b,2,1)"):
        with pytest.raises(ConfigSyntaxError):
            check_plan(wrong)


@pytest.mark.parametrize(
    ("number", "goes"),
    [
        ("201", "201"),
        ("0671234567", "_0[3-9]XXXXXXXX"),
        ("+380671234567", "_0[3-9]XXXXXXXX"),
        ("00380671234567", "_0[3-9]XXXXXXXX"),
        ("380671234567", "_0[3-9]XXXXXXXX"),
        ("112", "112"),
        ("1580", "1580"),
        ("0900123456", "_0900."),
        ("+380900123456", "_0900."),
        ("00380900123456", "_0900."),
        ("0048601112233", "_00."),
        ("+48601112233", "_00."),
        ("12345", "_X."),
        ("0071234567", "_00."),
        ("*8201", "_*8XXX"),
    ],
)
def test_what_may_be_dialled(number, goes):
    assert fate(plan_of(), number)[0] == goes


def test_foreign_numbers_when_they_are_allowed_and_what_stays_forbidden():
    plan = plan_of(dial_allowed=("+380", "+48"), dial_forbidden=("+38067", "+4870"))
    assert fate(plan, "+48601112233")[0] == "_0048X."
    assert fate(plan, "0048701112233")[0] == "_004870."
    assert fate(plan, "0671234567")[0] == "_067."
    assert fate(plan, "+49301112233")[0] == "_00."
    assert fate(plan, "0900123456")[0] == "_0900."


def test_an_office_that_may_dial_one_operator_only():
    plan = plan_of(dial_allowed=("+38067",))
    assert fate(plan, "0671234567")[0] == "_067XXXXXXX"
    assert fate(plan, "0501234567")[0] == "_X."


@settings(max_examples=200, deadline=None)
@given(
    number=st.from_regex(r"(\+|00)?[0-9]{3,14}", fullmatch=True),
    allowed=st.sets(st.sampled_from(["+380", "+38067", "+48", "+1"]), min_size=1),
    forbidden=st.sets(st.sampled_from(["+380501", "+4870", "+1900"])),
)
def test_the_pbx_refuses_what_the_screens_refuse(number, allowed, forbidden):
    """What a screen may dial the PBX lets out; foreign, forbidden and 0-900 numbers neither of them does."""
    plan = plan_of(dial_allowed=tuple(allowed), dial_forbidden=tuple(forbidden))
    said = read_target(
        number,
        DialPlan(
            allowed=tuple(allowed), forbidden=tuple(forbidden), extensions=("201", "202", "210"),
            short_numbers=OFFICE.short_numbers,
        ),
    )  # fmt: skip
    _pattern, act = fate(plan, said.digits if isinstance(said, Target) else number)
    goes_out = act.startswith("Goto(trunk-out,")
    if isinstance(said, Target):
        assert goes_out or said.e164 is None
    elif said in (DialRefusal.FOREIGN, DialRefusal.FORBIDDEN):
        assert not goes_out
    if re.match(r"(?:\+38|0038|38)?0900", number):
        assert not goes_out


@settings(max_examples=150, deadline=None)
@given(name=st.text(max_size=60))
def test_no_name_breaks_out_of_its_line(name):
    files = office_files(replace(OFFICE, phones=(Phone("201", name), Phone("202", "x"))))
    sections = parse(files["pjsip.conf"])
    made = [name for name, base, _lines in sections if base.startswith("phone")]
    assert made == ["201", "201", "202", "202"]
    (first, *_rest) = [lines for section, base, lines in sections if (section, base) == ("201", "phone")]
    assert [key for key, _value in first] == ["aors", "auth", "callerid"]
    assert dict(first)["callerid"].endswith("<201>")
    members = [value for key, value in parse(files["queues.conf"])[1][2] if key == "member"]
    assert [one.count(",") for one in members] == [3, 3]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"trunks": ("provider]\n[evil",)}, "pbx.trunks"),
        ({"trunks": ()}, "pbx.trunks"),
        ({"phones": ()}, "--extension"),
        ({"phones": (Phone("20;1", "x"),)}, "extension"),
        ({"trunk_host": "host\nmatch=0.0.0.0/0"}, "--trunk-host"),
        ({"trunk_user": "a;b"}, "--trunk-user"),
        ({"our_number": "${SHELL(id)}"}, "own_numbers"),
        ({"dial_allowed": ("+38.",)}, "dial_allowed"),
        ({"dial_forbidden": ("_X.",)}, "dial_forbidden"),
        ({"short_numbers": ("1,1,System(id)",)}, "short_numbers"),
        ({"username": "general]"}, "pbx.username"),
        ({"dial_context": "office"}, "office"),
        ({"transfer_context": "a b"}, "transfer_context"),
        ({"phones": (Phone("201", "x"),), "trunks": ("201",)}, "trunk and an extension"),
    ],
)
def test_what_has_no_place_in_the_files_is_refused(changed, said):
    with pytest.raises(Refused, match=said):
        office_files(replace(OFFICE, **changed))


def test_a_bad_secret_is_refused_without_being_quoted():
    with pytest.raises(Refused) as refused:
        office_files(replace(OFFICE, secret="word with spaces;"))
    assert "word" not in str(refused.value)


def test_passwords_are_made_one_each_and_stay():
    first = office_files(OFFICE)["pjsip_auth.conf"]
    made = kept_passwords(first)
    assert len({made[f"{one}-auth"] for one in ("201", "202", "210")}) == 3
    assert all(len(made[f"{one}-auth"]) >= 20 for one in ("201", "202", "210"))
    more = replace(OFFICE, phones=(*OFFICE.phones, Phone("203", "Новий")))
    again = kept_passwords(office_files(more, made)["pjsip_auth.conf"])
    assert {key: again[key] for key in made} == made
    assert "203-auth" in again


def test_a_client_from_outside_can_never_dial_out():
    """No `T` for who came in, no way from his context to the trunk."""
    text = office_files(OFFICE)["extensions.conf"]
    sections = {name: lines for name, _base, lines in parse(text)}
    inbound = " ".join(value for name in ("from-trunk", "office") for _key, value in sections[name])
    assert "trunk-out" not in inbound
    assert "dial-out" not in inbound
    assert "Queue(office,tr," in inbound
    assert ",60,t)" in inbound


def test_nothing_but_digits_of_an_open_pattern_is_dialled():
    """`.` matches any sign, so `0048&PJSIP/0900123456@trunk` would be two destinations."""
    text = office_files(replace(OFFICE, dial_allowed=("+380", "+48")))["extensions.conf"]
    sections = {name: lines for name, _base, lines in parse(text)}
    open_ended = [key for key, value in sections["trunk-out"] if value.startswith("_X.")]
    dialled = [value for _key, value in sections["trunk-out"] if "Dial(" in value]
    assert open_ended
    assert dialled
    assert all("${EXTEN}" not in value.replace("${FILTER(0-9,${EXTEN})}", "") for value in dialled)
