"""The template of recordings: what it may hold, and that no id of a call leads out of the folder."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.recording import TemplateProblem, is_address, recording_place, template_problem

IDS = {"linkedid": "1772434800.12", "uniqueid": "1772434800.15", "extension": "201"}
LATE_EVENING = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ("/rec/{linkedid}.wav", "/rec/1772434800.12.wav"),
        ("/rec/{date:%Y/%m/%d}/*-{uniqueid}.wav", "/rec/2026/03/02/*-1772434800.15.wav"),
        ("https://pbx.example/{linkedid}?e={extension}", "https://pbx.example/1772434800.12?e=201"),
        ("https://pbx.example/r?id={linkedid}&e={extension}", "https://pbx.example/r?id=1772434800.12&e=201"),
    ],
)
def test_a_recording_lies_where_the_template_says_by_kyiv_date(template: str, place: str) -> None:
    assert template_problem(template) is None
    assert recording_place(template, **IDS, began_at=LATE_EVENING) == place


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("/rec/{linkedid.wav", TemplateProblem.BRACES),
        ("/rec/{caller}-{linkedid}.wav", TemplateProblem.FIELD),
        ("/rec/{linkedid.__class__}.wav", TemplateProblem.FIELD),
        ("/rec/{linkedid!r}.wav", TemplateProblem.FIELD),
        ("/rec/{linkedid:>99999999}.wav", TemplateProblem.FIELD),
        ("/rec/{}/{linkedid}.wav", TemplateProblem.FIELD),
        ("/rec/{date}/{linkedid}.wav", TemplateProblem.DATE),
        ("/rec/{date:%c}/{linkedid}.wav", TemplateProblem.DATE),
        ("/rec/all.wav", TemplateProblem.NO_ID),
        ("/rec/*{linkedid}*.wav", TemplateProblem.STAR),
        ("/rec/{uniqueid}?.wav", TemplateProblem.STAR),
        ("rec/{linkedid}.wav", TemplateProblem.PLACE),
        ("ftp://pbx.example/{linkedid}.wav", TemplateProblem.PLACE),
        ("/rec/\x1b]52;{linkedid}.wav", TemplateProblem.PLACE),
    ],
)
def test_a_template_that_cannot_be_used_says_why(template: str, problem: TemplateProblem) -> None:
    assert template_problem(template) is problem


@given(st.text())
def test_an_id_from_outside_never_leads_elsewhere(linkedid: str) -> None:
    ids = IDS | {"linkedid": linkedid}
    place = recording_place("/rec/{linkedid}.wav", **ids, began_at=LATE_EVENING)
    # Two dots within a name (`0..wav`) are a name; as a whole name they would lead upwards.
    assert place is None or (place.count("/") == 2 and ".." not in place.split("/") and "*" not in place)


def test_an_id_that_the_template_does_not_use_does_no_harm() -> None:
    ids = IDS | {"uniqueid": "../x"}
    assert recording_place("/rec/{linkedid}.wav", **ids, began_at=LATE_EVENING) == "/rec/1772434800.12.wav"


@given(st.text())
def test_any_text_is_judged(template: str) -> None:
    if template_problem(template) is None:
        recording_place(template, **IDS, began_at=LATE_EVENING)
        assert is_address(template) or template.startswith("/")
