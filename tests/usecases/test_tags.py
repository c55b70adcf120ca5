"""Tags: put on and taken off one or many clients, found by, undone, renamed, retired."""

import pytest

from crm_tui.domain.errors import ChangedMeanwhile, Forbidden, NotFound, Refused
from crm_tui.domain.kinds import Role, TagColour
from crm_tui.usecases import clients
from crm_tui.usecases.callers import who_calls
from crm_tui.usecases.client_card import show_client
from crm_tui.usecases.client_merge import merge_clients, undo_merge
from crm_tui.usecases.client_tags import preview_tags, tag_clients, undo_tags
from crm_tui.usecases.clients import client_ids, list_clients, search_clients
from crm_tui.usecases.kept_filters import KEP, TASKS, list_filters, save_filter
from crm_tui.usecases.office import Office
from crm_tui.usecases.shapes import TagMark
from crm_tui.usecases.tag_merge import merge_tags, undo_tag_merge
from crm_tui.usecases.tags import edit_tag, list_tags, retire_tag
from crm_tui.usecases.task_queue import task_page
from tests.factories import Make


@pytest.fixture
def three(make: Make) -> list[int]:
    return [make.known(name).id or 0 for name in ("Волошка", "Ромашка", "Їжак")]


def found(office: Office, wanted: str) -> list[str]:
    return [row.name for row in office.call(list_clients, wanted=wanted).rows]


def tags_of(office: Office, client_id: int) -> tuple[str, ...]:
    return tuple(tag.name for tag in office.call(show_client, client_id=client_id).tags)


def test_tags_are_put_on_many_and_found_by_in_ukrainian_order(office: Office, three: list[int]) -> None:
    change = office.call(tag_clients, client_ids=three, add=["VIP", "#борг"])
    assert change.clients == 3
    office.call(tag_clients, client_ids=three[:1], remove=["борг"])
    assert tags_of(office, three[1]) == ("VIP", "борг")
    assert found(office, "#vip") == ["Волошка", "Їжак", "Ромашка"]
    assert found(office, "#vip #борг") == ["Їжак", "Ромашка"]
    assert found(office, "№бо ромаш") == ["Ромашка"], "half a word, the sign of the Ukrainian layout"
    assert found(office, "#,jhu") == ["Їжак", "Ромашка"], "the other layout"
    assert office.call(client_ids, wanted="#vip", limit=2) == (three[0], three[2])
    assert [(row.name, row.clients) for row in office.call(list_tags)] == [("VIP", 3), ("борг", 2)]


def test_the_list_of_a_tag_goes_both_ways_page_by_page(office: Office, make: Make) -> None:
    firms = [make.known(f"Фірма {n:02}").id or 0 for n in range(7)]
    office.call(tag_clients, client_ids=firms, add=["усі"])
    first = office.call(list_clients, wanted="#усі", limit=3)
    second = office.call(list_clients, wanted="#усі", after=first.rows[-1].cursor, limit=3)
    back = office.call(list_clients, wanted="#усі", before=second.rows[0].cursor, limit=3)
    assert [row.name[-2:] for row in (*first.rows, *second.rows)] == ["00", "01", "02", "03", "04", "05"]
    assert (first.more, second.more, back.rows) == (True, True, first.rows)


def test_a_search_that_finds_more_than_it_tells_leaves_nobody_out_in_silence(
    office: Office, three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(office.call(client_ids, wanted="шка", limit=10)) == set(three[:2])
    monkeypatch.setattr(clients, "LONGEST_PAGE", 1)
    with pytest.raises(Refused, match="1"):
        office.call(client_ids, wanted="шка", limit=10)


def test_putting_on_again_changes_nothing_and_undo_leaves_what_others_did(
    office: Office, three: list[int]
) -> None:
    office.call(tag_clients, client_ids=three[:1], add=["vip"])
    change = office.call(tag_clients, client_ids=three, add=["VIP"], remove=())
    assert change.clients == 2, "one had it"
    office.call(tag_clients, client_ids=three[1:2], remove=["vip"])
    assert office.call(undo_tags, change=change).clients == 1, "another took it off one meanwhile"
    assert found(office, "#vip") == ["Волошка"]
    assert office.call(undo_tags, change=change).clients == 0


def test_a_look_names_only_those_who_would_change_and_changes_nothing(
    office: Office, three: list[int]
) -> None:
    office.call(tag_clients, client_ids=three[:1], add=["vip"])
    seen = office.call(preview_tags, client_ids=[*three, *three], add=["VIP"])
    assert (seen.clients, [one.name for one in seen.first]) == (2, ["Їжак", "Ромашка"])
    assert (seen.new, seen.back) == ((), ())
    seen = office.call(preview_tags, client_ids=three, add=["новий", "НОВИЙ"], remove=["vip"])
    assert (seen.clients, seen.new) == (3, ("НОВИЙ",))
    assert office.call(preview_tags, client_ids=three, remove=["vip"]).clients == 1
    office.call(retire_tag, tag="vip")
    assert office.call(preview_tags, client_ids=three[:1], add=["vip"]).back == ("vip",)
    assert office.call(list_tags) == ()
    many = office.call(preview_tags, client_ids=range(10_000), add=["усі"])
    assert many.clients == 3, "only cards that are there"


def test_what_is_no_tag_or_no_longer_there_is_told_and_changes_nothing(
    office: Office, three: list[int]
) -> None:
    office.call(tag_clients, client_ids=three, add=["vip"])
    for wrong in ({"add": ["12"]}, {"add": ["vip", "а,б"]}, {"add": ["vip"], "remove": ["vip"]}):
        for act in (preview_tags, tag_clients):
            with pytest.raises(Refused):
                office.call(act, client_ids=three, **wrong)
    with pytest.raises(NotFound, match="vip"):
        office.call(preview_tags, client_ids=three, remove=["старий"])
    with pytest.raises(NotFound, match="vip"):
        office.call(tag_clients, client_ids=three, add=["новий"], remove=["старий"])
    with pytest.raises(NotFound):
        office.call(list_clients, wanted="#старий")
    assert [row.name for row in office.call(list_tags)] == ["vip"]


def test_only_a_head_renames_and_retires(office: Office, make: Make, three: list[int]) -> None:
    office.call(tag_clients, client_ids=three, add=["vip", "борг"])
    manager = office.as_actor(make.actor(Role.MANAGER))
    with pytest.raises(Forbidden):
        manager.call(edit_tag, tag="vip", name="важливий")
    with pytest.raises(Forbidden):
        manager.call(merge_tags, tag="vip", into="борг")
    assert office.call(edit_tag, tag="vip", name="важливий").clients == 3
    with pytest.raises(Refused, match="борг"):
        office.call(edit_tag, tag="важливий", name="Борг")
    office.call(retire_tag, tag="важливий")
    with pytest.raises(NotFound, match="важливий"):
        office.call(list_clients, wanted="#важливий")
    assert tags_of(office, three[0]) == ("борг",)
    assert [row.name for row in office.call(list_tags)] == ["борг"]
    manager.call(tag_clients, client_ids=three[:1], add=["важливий"])
    assert found(office, "#важливий") == ["Волошка", "Їжак", "Ромашка"], "it came back with its clients"


def test_a_sign_is_one_character_of_one_tag_and_a_colour_needs_one(
    office: Office, make: Make, three: list[int]
) -> None:
    office.call(tag_clients, client_ids=three, add=["vip", "борг"])
    manager = office.as_actor(make.actor(Role.MANAGER))
    with pytest.raises(Forbidden):
        manager.call(edit_tag, tag="vip", sign="*")
    red = office.call(edit_tag, tag="борг", sign="!", colour=TagColour.RED)
    assert (red.sign, red.colour, red.clients) == ("!", TagColour.RED, 3)
    for wrong in ({"sign": "!"}, {"sign": "ab"}, {"sign": "#"}, {"sign": "蘭"}, {"colour": TagColour.BLUE}):
        with pytest.raises(Refused):
            office.call(edit_tag, tag="vip", **wrong)
    with pytest.raises(Refused, match="colour"):
        office.call(edit_tag, tag="борг", sign="-")
    with pytest.raises(ChangedMeanwhile):
        office.call(edit_tag, tag=red.id, version=red.version - 1, sign="?", colour=red.colour)
    assert office.call(edit_tag, tag="борг", sign="", colour=TagColour.NONE).sign == ""
    assert office.call(edit_tag, tag="vip", sign="!").sign == "!", "free again"


def test_a_tag_s_sign_and_colour_stand_on_card_list_and_pop_up(office: Office, make: Make) -> None:
    client = make.known("Ромашка", "+380500000101")
    office.call(tag_clients, client_ids=[client.id or 0], add=["vip", "борг", "старе"])
    office.call(edit_tag, tag="борг", sign="!", colour=TagColour.RED)
    office.call(retire_tag, tag="старе")
    marks = (TagMark("vip"), TagMark("борг", "!", TagColour.RED))
    assert office.call(show_client, client_id=client.id or 0).tags == marks
    assert office.call(list_clients).rows[0].tags == marks
    assert office.call(search_clients, text="ромаш").rows[0].tags == marks
    assert office.call(who_calls, number="0500000101").matches[0].tags == marks


def test_two_tags_become_one_with_their_filters_and_are_taken_apart_again(
    office: Office, make: Make, three: list[int]
) -> None:
    """Given a client with both tags, when they are merged he keeps one; taken back, he has both."""
    head = office.as_actor(make.actor(Role.HEAD))
    office.call(tag_clients, client_ids=three[:2], add=["борг"])
    office.call(tag_clients, client_ids=three[1:2], add=["боржник", "vip"])
    kept = head.call(save_filter, of=TASKS, name="Боржники", text="хто=я (мітка=Борг або мітка!=vip)")
    other = head.call(save_filter, of=KEP, name="Інші", text="примітка=борг")
    done = head.call(merge_tags, tag="борг", into="боржник")
    assert (done.clients, done.both, [one.name for one in done.filters]) == (1, 1, ["Боржники"])
    assert found(office, "#боржник") == ["Волошка", "Ромашка"]
    texts = {one.name: one.text for one in head.call(list_filters, of=TASKS)}
    assert texts["Боржники"] == "хто=я і (мітка=боржник або мітка!=vip)"
    assert other in head.call(list_filters, of=KEP), "a note is no tag"
    (gone,) = (row for row in office.call(list_tags, retired=True) if row.retired)
    assert (gone.name, gone.clients, gone.merged_into) == ("борг", 0, "боржник")
    with pytest.raises(Refused, match="борг"):
        head.call(merge_tags, tag="боржник", into="борг")
    with pytest.raises(NotFound, match="боржник"):
        office.call(client_ids, wanted="#борг", limit=10)

    office.call(tag_clients, client_ids=three[2:], add=["боржник"])
    back = head.call(undo_tag_merge, tag="борг")
    assert (back.clients, back.both) == (1, 1)
    assert (found(office, "#борг"), found(office, "#боржник")) == (
        ["Волошка", "Ромашка"],
        ["Їжак", "Ромашка"],
    )
    texts = {one.name: one.text for one in head.call(list_filters, of=TASKS)}
    assert texts["Боржники"] == kept.text
    with pytest.raises(Refused):
        head.call(undo_tag_merge, tag="борг")


def test_a_merge_is_taken_back_only_as_far_as_nobody_changed_the_same(
    office: Office, three: list[int]
) -> None:
    office.call(tag_clients, client_ids=three, add=["борг"])
    office.call(tag_clients, client_ids=three[2:], add=["боржник", "vip"])
    office.call(merge_tags, tag="борг", into="боржник")
    office.call(tag_clients, client_ids=three[1:], remove=["боржник"])
    assert office.call(undo_tag_merge, tag="борг").clients == 1
    assert found(office, "#борг") == ["Волошка"]
    office.call(merge_tags, tag="борг", into="боржник")
    office.call(merge_tags, tag="боржник", into="vip")
    with pytest.raises(Refused, match="vip"):
        office.call(undo_tag_merge, tag="борг")
    office.call(undo_tag_merge, tag="боржник")
    assert office.call(undo_tag_merge, tag="борг").clients == 1
    with pytest.raises(Refused):
        office.call(merge_tags, tag="борг", into="#БОРГ")


def test_kept_filters_follow_a_tag_to_its_new_name(office: Office, make: Make, three: list[int]) -> None:
    head = office.as_actor(make.actor(Role.HEAD))
    office.call(tag_clients, client_ids=three, add=["борг"])
    head.call(save_filter, of=KEP, name="Борги", text="мітка=борг")
    office.call(edit_tag, tag="борг", name="пізно-платить")
    (kept,) = (one for one in head.call(list_filters, of=KEP) if one.id is not None)
    assert kept.text == "мітка=пізно-платить"


def test_a_merged_card_brings_its_tags_and_takes_them_back(office: Office, three: list[int]) -> None:
    office.call(tag_clients, client_ids=three[:2], add=["спільна"])
    office.call(tag_clients, client_ids=three[1:2], add=["друга"])
    merged = office.call(merge_clients, keep_id=three[0], merge_id=three[1])
    assert tags_of(office, three[0]) == ("друга", "спільна")
    assert found(office, "#спільна") == ["Волошка"]
    office.call(undo_merge, merge_id=merged.id)
    assert tags_of(office, three[1]) == ("друга", "спільна")
    assert tags_of(office, three[0]) == ("спільна",)


def test_the_queue_asks_for_the_tasks_of_tagged_clients(office: Office, make: Make, three: list[int]) -> None:
    for client in three:
        make.task(client_id=client)
    office.call(tag_clients, client_ids=three[1:], add=["борг"])
    page = office.call(task_page, wanted="мітка=борг")
    assert {row.client.id for row in page.rows if row.client} == set(three[1:])
    with pytest.raises(NotFound):
        office.call(task_page, wanted="мітка=немає")
