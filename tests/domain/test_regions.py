import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.regions import REGIONS, region_of


def test_there_are_27_regions_with_codes_of_their_own():
    assert len({region.code for region in REGIONS}) == len({region.iso for region in REGIONS}) == 27


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.iso)
def test_a_region_is_known_by_its_name_and_codes(region):
    written = [
        region.code,
        region.iso,
        region.name,
        region.name.upper(),
        f"{region.name} обл.",
        region.iso.lower(),
    ]
    written += [f"UA{region.code}000000000000000", f"UA{region.code}" + "0" * 17, f"{region.code}10100000"]
    assert [region_of(text) for text in written] == [region] * len(written)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("місто КИЇВ", "м. Київ"),
        ("м.Київ", "м. Київ"),
        ("Київ", "м. Київ"),
        ("київська область", "Київська"),
        ("Дніпро", "Дніпропетровська"),
        ("Івано-Франківськ", "Івано-Франківська"),
        ("Запоріжжя", "Запорізька"),
        ("Кропивницький", "Кіровоградська"),
        ("Чернівці", "Чернівецька"),
        ("ЧЕРНІГІВ", "Чернігівська"),
        ("Суми", "Сумська"),
        ("Рівне", "Рівненська"),
        ("АР Крим", "Автономна Республіка Крим"),
    ],
)
def test_free_text_of_certificates_and_lists(text, name):
    assert region_of(text).name == name


@given(st.text(max_size=30))
def test_any_text_is_a_region_or_none(text):
    assert region_of(text) in {*REGIONS, None}


def test_no_region_is_guessed():
    assert region_of("") is None
    assert region_of("Польща") is None
