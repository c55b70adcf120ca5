"""Commands on an office with people in it: what is typed, what is printed, in which form."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from crm_tui.cli.session import os_account
from crm_tui.domain.kinds import CallResult, Role
from crm_tui.domain.permissions import Actor
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]


def data(outcome: Outcome) -> list[dict[str, object]]:
    assert outcome.code == 0, outcome
    found: list[dict[str, object]] = json.loads(outcome.out)
    return found


def test_a_card_is_made_found_shown_and_changed(crm: Crm, me: Actor) -> None:
    made = crm(
        "clients",
        "add",
        "ТОВ «Ромашка»",
        "--code",
        "99000011",
        "--phone",
        "(050) 111 22 33",
        "--contact",
        "Оля",
    )
    assert made.code == 0
    (found,) = data(crm("clients", "find", "рома", "--json"))
    assert (found["tax_code"], found["kind"], found["phone"]) == ("99000011", "legal_entity", "050 111-22-33")
    assert "cursor" not in found
    assert crm("clients", "edit", "99000011", "--set", "email=o@firm.ua").code == 0
    shown = crm("clients", "show", "99000011")
    assert "o@firm.ua" in shown.out
    assert "Оля" in shown.out
    (by_phone,) = data(crm("contacts", "find", "380501112233", "--json"))
    assert by_phone["id"] == found["id"]


def test_show_prints_every_section_from_one_store(crm: Crm, me: Actor, made: Make) -> None:
    client = made.known("Ромашка", "+380501112233", tax_code="99000011")
    made.warning(client, text="не телефонувати зранку")
    made.client_service(client=client, valid_to=date(2026, 12, 31))
    made.talk(client, author=me, text="про оновлення")
    made.task(client, title="передзвонити")
    made.call(client_id=client.id, number="0501112233")
    shown = crm("clients", "show", "99000011")
    for words in ("не телефонувати зранку", "31.12.2026", "про оновлення", "передзвонити", "0501112233"):
        assert words in shown.out
    card = json.loads(crm("clients", "show", "99000011", "--json").out)
    for section in ("services", "contacts", "talks", "tasks", "calls", "warnings"):
        assert len(card[section]) == 1, section


def test_a_duplicate_is_refused_until_one_insists(crm: Crm, me: Actor, made: Make) -> None:
    made.client("Ромашка", tax_code="99000011")
    assert "99000011" not in crm("clients", "add", "Ромашка-2", "--code", "99000011").refused()
    assert crm("clients", "add", "Ромашка-2", "--code", "99000011", "--anyway").code == 0
    assert "#" in crm("clients", "show", "99000011").refused()


def test_a_talk_keeps_its_rules(crm: Crm, me: Actor, made: Make) -> None:
    made.client("Ромашка", tax_code="99000011")
    service = made.service("M.E.Doc")
    assert crm("talks", "add", "99000011", "текст", "--kind", "sale").refused()
    assert crm("talks", "add", "99000011", "текст", "--kind", "sale", "--service", service.code).code == 0
    assert crm("talks", "add", "99000011", "без послуги").code == 0
    (talk,) = data(crm("talks", "list", "--service", service.code, "--json"))
    assert talk["client"] == {"id": 1, "name": "Ромашка"}
    assert len(data(crm("talks", "list", "--no-service", "--json"))) == 1


def test_a_task_goes_from_hand_to_hand_and_is_done(crm: Crm, me: Actor, made: Make) -> None:
    made.actor(Role.OPERATOR, login="petro", full_name="Петро Гай")
    assert crm("tasks", "add", "Передзвонити", "--due", "31.03.2026").code == 0
    assert crm("tasks", "assign", "1", "petro").code == 0
    (task,) = data(crm("tasks", "list", "--assignee", "petro", "--json"))
    assert (task["due_on"], task["title"]) == ("2026-03-31", "Передзвонити")
    assert data(crm("tasks", "list", "--mine", "--json")) == []
    assert crm("tasks", "done", "1").code == 0
    assert data(crm("tasks", "list", "--json")) == []


def test_a_filter_is_said_or_named(crm: Crm, me: Actor, made: Make) -> None:
    crm("tasks", "add", "Рахунок", "--due", "2020-01-31")
    crm("tasks", "add", "Колись", "--due", "2090-01-31")
    (task,) = data(
        crm("tasks", "list", "--filter", "хто=я (стан=протерміновані або стан=сьогодні)", "--json")
    )
    assert task["title"] == "Рахунок"
    assert crm("tasks", "filter-save", "Далекі", "хто=я від=31.01.2090").code == 0
    (task,) = data(crm("tasks", "list", "--filter", "далекі", "--json"))
    assert task["title"] == "Колись"
    assert "хтось" in crm("tasks", "list", "--filter", "хтось=я").refused()
    crm("tasks", "list", "--filter", "хто=я", "--mine").refused()
    assert crm("tasks", "stage", "1").code == crm("tasks", "put-off", "1", "2020-02-02").code == 0
    crm("tasks", "comment", "1", "обіцяли завтра")
    shown = crm("tasks", "show", "1").out
    assert "обіцяли завтра" in shown
    assert "31.01.2020 → 02.02.2020" in shown


def test_the_journal_of_calls_by_day_of_kyiv(crm: Crm, me: Actor, made: Make) -> None:
    late = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)  # 2 March, 00:30 in Kyiv
    made.call(number="0501112233", started_at=late)
    (call,) = data(crm("calls", "list", "--since", "2026-03-02", "--until", "2026-03-02", "--json"))
    assert call["started_at"] == "2026-03-02T00:30:00+02:00"
    assert data(crm("calls", "list", "--until", "2026-03-01", "--json")) == []
    made.ring(made.call(number="0671112233"), me, extension="207")
    assert "0501112233" in crm("calls", "show", str(call["id"])).out
    assert "207" in crm("calls", "show", "2").out


def test_a_listing_longer_than_a_page_of_the_store(crm: Crm, me: Actor, made: Make) -> None:
    for minute in range(230):
        made.call(number="0501112233", started_at=datetime(2026, 3, 1, minute // 60, minute % 60, tzinfo=UTC))
    rows = data(crm("calls", "list", "--limit", "220", "--json"))
    assert len({row["id"] for row in rows}) == 220
    assert [row["started_at"] for row in rows] == sorted((row["started_at"] for row in rows), reverse=True)  # type: ignore[type-var]


def test_control_characters_of_outsiders_do_not_reach_the_terminal(crm: Crm, me: Actor, made: Make) -> None:
    made.call(number="0501112233", caller_name="\x1b[2J\x1b]0;x\x07зло")
    made.client("Фірма \x1b[31mчервона", tax_code="99000011")
    for words in (["calls", "list"], ["clients", "find"], ["clients", "show", "99000011"]):
        assert "\x1b" not in crm(*words).out


def test_nobody_knows_this_account(crm: Crm, made: Make) -> None:
    made.actor(Role.ADMIN, login="boss", os_login="somebody-else")
    assert os_account() in crm("clients", "find").refused()


def test_acting_as_another_needs_an_administrator(crm: Crm, made: Make) -> None:
    made.actor(Role.OPERATOR, login="petro", os_login=os_account())
    made.actor(Role.ADMIN, login="boss")
    assert "admin" in crm("clients", "find", "--as", "boss").refused()


def test_an_administrator_acts_as_another(crm: Crm, me: Actor, made: Make) -> None:
    made.actor(Role.OPERATOR, login="petro", full_name="Петро Гай")
    crm("tasks", "add", "Передзвонити", "--due", "2026-03-31", "--as", "petro")
    (task,) = data(crm("tasks", "list", "--json"))
    assert task["author"] == task["assignee"]
    assert "nobody" in crm("tasks", "list", "--as", "nobody").refused()


def test_a_disabled_person_may_do_nothing(crm: Crm, made: Make) -> None:
    made.actor(Role.ADMIN, login="boss", os_login=os_account(), active=False)
    crm("clients", "find").refused()


@pytest.mark.parametrize(
    "words",
    [
        ["clients", "show", "00000000"],
        ["clients", "show", "#999"],
        ["clients", "show", ""],
        ["clients", "edit", "99000011", "--set", "colour=red"],
        ["clients", "edit", "99000011", "--set", "kind=tree"],
        ["clients", "add", ""],
        ["clients", "add", "X", "--phone", "abc"],
        ["clients", "warn", "99000011", " "],
        ["clients", "unwarn", "999"],
        ["contacts", "add", "99000011"],
        ["contacts", "add", "99000011", "--phone", "дзвонити зранку"],
        ["contacts", "find", "abc"],
        ["contacts", "show", "999"],
        ["contacts", "phone", "999", "0501112233"],
        ["contacts", "link", "999", "99000011"],
        ["talks", "add", "00000000", "x"],
        ["talks", "add", "99000011", "x", "--service", "nosuch"],
        ["talks", "list", "--author", "nosuch"],
        ["talks", "list", "--since", "yesterday"],
        ["tasks", "add", " ", "--due", "2026-03-31"],
        ["tasks", "add", "x", "--due", "31.02.2026"],
        ["tasks", "done", "999"],
        ["tasks", "assign", "1", "nosuch"],
        ["tasks", "list", "--client", "nosuch"],
        ["calls", "show", "999"],
        ["calls", "list", "--person", "nosuch"],
        ["calls", "list", "--until", "32.01.2026"],
        ["jobs", "once", "nosuch"],
        ["jobs", "once", "journal", "--today", "soon"],
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(
    crm: Crm, me: Actor, made: Make, words: list[str], store_digest: Callable[[], str]
) -> None:
    made.client("Ромашка", tax_code="99000011")
    before = store_digest()
    crm(*words).refused()
    assert store_digest() == before


def test_tables_speak_the_language_of_the_person_and_json_the_codes(
    crm: Crm, me: Actor, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.call(number="0501112233", result=CallResult.MISSED)
    monkeypatch.setenv("CRM_TUI_LANGUAGE", "uk")
    table = crm("calls", "list").out
    assert "пропущено" in table or "пропущений" in table
    assert "missed" not in table
    (row,) = data(crm("calls", "list", "--json"))
    assert (row["direction"], row["result"]) == ("in", "missed")


def test_colleagues_and_queues_without_a_line_are_not_known(crm: Crm, me: Actor, made: Make) -> None:
    made.actor(Role.OPERATOR, extensions=("201",), full_name="Олена Коваль")
    made.call(queue="support", started_at=datetime.now(UTC))
    made.call(queue="support", started_at=datetime.now(UTC), result=CallResult.MISSED, answered_at=None)
    (olena,) = data(crm("pbx", "presence", "--json"))
    assert (olena["name"], olena["state"], olena["extensions"]) == ("Олена Коваль", "unknown", ["201"])
    support, office = data(crm("pbx", "queues", "--json"))
    assert (support["queue"], support["answered"], support["lost"]) == ("support", 1, 1)
    assert support["free"] is None
    assert (office["queue"], office["lost_share"]) == (None, 50)
    shown = crm("pbx", "queues")
    assert "1 (50 %)" in shown.out
    assert "never been heard" in shown.err
    assert "not known" in crm("pbx", "presence").out
    (lost,) = data(crm("calls", "list", "--queue", "support", "--result", "missed", "--json"))
    assert lost["result"] == "missed"


def test_a_city_number_is_settled_as_the_office_writes_it(
    crm: Crm, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_TUI_PBX__CITY_CODE", "44")
    made.call(result="missed", number="4550000", e164="+380444550000", started_at=datetime.now(UTC))
    assert json.loads(crm("calls", "settle", "455-00-00", "--json").out) == {"settled": 1}


def test_work_without_a_call_is_written_down_with_its_time(crm: Crm, me: Actor, made: Make) -> None:
    made.client(tax_code="99000011")
    visit = ["talks", "add", "99000011", "Оновили", "--work", "visit", "--start", "01.03.2026 10:30"]
    saved = json.loads(crm(*visit, "--length", "1:20", "--json").out)
    assert (saved["work"], saved["talk_ms"]) == ("visit", 80 * 60_000)
    assert saved["started_at"].startswith("2026-03-01T10:30")
    again = crm(*visit, "--length", "30")
    assert again.code == 0
    assert "01.03.2026 10:30" in again.err, "the overlap is told"
    for wrong in (["--length", "1:90"], ["--length", "25:00"], []):
        assert crm(*visit, *wrong).refused()
    assert len(data(crm("talks", "list", "--json"))) == 2


def test_a_call_is_moved_with_a_reason_and_what_is_untold_is_listed(crm: Crm, me: Actor, made: Make) -> None:
    wrong, right = made.client(tax_code="99000011"), made.client(tax_code="99001016")
    call = made.call(client_id=wrong.id)
    made.hung_up(call.id, me.id, 61_000)
    move = ("calls", "move", str(call.id))
    assert crm(*move, "--reason", "не той").refused()
    assert crm(*move, "--client", "99000011", "--reason", "не той").refused()
    moved = crm(*move, "--client", "99001016", "--reason", "не той")
    assert moved.code == 0, moved
    assert moved.out.strip() in crm("calls", "show", str(call.id)).out
    (row,) = data(crm("talks", "untold", "--json"))
    assert (row["call_id"], row["talk_ms"]) == (call.id, 61_000)
    talk = made.talk(right, me)
    joined = json.loads(crm("talks", "join", str(talk.id), str(call.id), "--json").out)
    assert (joined["talk"]["talk_ms"], joined["calls"][0]["call_id"]) == (61_000, call.id)
    assert crm("talks", "time", str(talk.id)).code == 0
    assert data(crm("talks", "untold", "--json")) == []
    assert crm("talks", "part", str(talk.id), str(call.id)).code == 0
    assert len(data(crm("talks", "untold", "--json"))) == 1
