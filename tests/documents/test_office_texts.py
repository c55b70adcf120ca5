from dataclasses import replace

import pytest

from crm_tui.documents.letters import letter_for
from crm_tui.documents.named_fields import described_fields, field_names
from crm_tui.documents.office_texts import (
    OfficeTexts,
    Problem,
    TextKind,
    check_folder,
    check_template,
    copy_texts,
)
from crm_tui.documents.plain import render_text
from crm_tui.domain.errors import Refused
from crm_tui.domain.papers import ContractKind, PaperKind
from tests.documents.papers import BUYER, SELLER, paper

NOTICE = TextKind.INVOICE_NOTICE


def test_the_shipped_texts_have_no_problems(tmp_path):
    assert check_folder(tmp_path / "nowhere") == []


def test_an_unknown_field_is_told_with_its_line():
    assert check_template("Добрий день!\nРахунок {{ numbr }} на {{ total }}", NOTICE) == (
        Problem(2, "there is no field “numbr”"),
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("один\n{% if total %}\nдва", 2, "no “endif”"),
        ("{{ total", 1, "no “endif”"),
        ("{{ total | uper }}", 1, "there is no filter “uper”"),
        ("\n{{ total.__class__ }}", 2, "“getattr” is not allowed"),
        ("{{ total['x'] }}", 1, "“getitem” is not allowed"),
        ("{{ total() }}", 1, "“call” is not allowed"),
        ("{{ range(9) }}", 1, "“call” is not allowed"),
        ("{% for x in total %}{% endfor %}", 1, "“for” is not allowed"),
        ("{% include '/etc/passwd' %}", 1, "“include” is not allowed"),
        ("{% import 'x' as y %}", 1, "“import” is not allowed"),
        ("{% extends 'x' %}", 1, "“extends” is not allowed"),
        ("{% set a = 1 %}", 1, "“assign” is not allowed"),
        ("{% macro a() %}{% endmacro %}", 1, "“macro” is not allowed"),
        ("{{ 'ш' * 1000000000 }}", 1, "“mul” is not allowed"),
        ("{{ 9 ** 9 ** 9 }}", 1, "“pow” is not allowed"),
        ("{{ total > 5 }}", 1, "cannot be filled in"),
        ("{{ items_table }}", 1, "there is no field “items_table”"),
        ("{{ " + "(" * 5000 + ")" * 5000 + " }}", 1, ""),
        ("я" * 200_001, 1, "longer than"),
    ],
)
def test_what_may_not_stand_in_a_text_is_one_clear_line(text, line, said):
    problems = check_template(text, NOTICE)
    assert problems
    assert all("\n" not in problem.text for problem in problems)
    assert any(problem.line == line and said in problem.text for problem in problems), problems


def test_all_problems_of_a_text_are_told_at_once():
    found = check_template("{{ a }}\n{{ total | b }}\n{% for c in total %}{% endfor %}", NOTICE)
    assert {problem.line for problem in found} == {1, 2, 3}


def test_a_letter_begins_with_its_subject():
    assert check_template("\nДобрий день!", TextKind.MAIL_ACT)[0].line == 1
    assert check_template("Акт\n\nДобрий день!", TextKind.MAIL_ACT) == ()


def test_the_offices_copy_is_used_instead_of_the_shipped_text(tmp_path):
    (tmp_path / "invoice_notice.j2").write_text(
        "\ufeffСплатіть {{ total }} грн\n{% if buyer_email %}\nна пошту\n{% endif %}\nдо {{ valid_until }}!",
        "utf-8",
    )
    assert OfficeTexts(paper(), tmp_path)[NOTICE] == "Сплатіть 1\u00a0536,00 грн\nдо 30.11.2026!"
    assert "Сплатіть 1 536,00 грн" in render_text(paper(), templates_dir=tmp_path)
    assert "Увага!" in render_text(paper())


def test_a_paper_with_a_broken_text_is_refused_with_file_and_line(tmp_path):
    file = tmp_path / "invoice_notice.j2"
    file.write_text("Рахунок\n{{ sum }}", "utf-8")
    with pytest.raises(Refused, match=r"invoice_notice\.j2, line 2: there is no field “sum”"):
        render_text(paper(), templates_dir=tmp_path)
    file.write_bytes("Сума".encode("cp1251"))
    with pytest.raises(Refused, match=r"invoice_notice\.j2 cannot be read: it is not UTF-8 text"):
        render_text(paper(), templates_dir=tmp_path)
    assert [(found.name, problem.line) for found, problem in check_folder(tmp_path)] == [(file.name, 1)]


def test_a_file_that_nothing_uses_is_told(tmp_path):
    (tmp_path / "invoice_notise.j2").write_text("Сплатіть", "utf-8")
    [(file, problem)] = check_folder(tmp_path)
    assert file.name == "invoice_notise.j2"
    assert "invoice_notice.j2" in problem.text


def test_shipped_texts_are_copied_to_be_edited_and_edited_ones_stay(tmp_path):
    folder = tmp_path / "texts"
    assert len(copy_texts(folder)) == len(TextKind)
    (folder / "act_statement.j2").write_text("Претензій немає.", "utf-8")
    assert copy_texts(folder) == []
    assert "Претензій немає." in render_text(paper(PaperKind.ACT), templates_dir=folder)
    assert check_folder(folder) == []


def test_words_of_a_client_are_never_a_template():
    named = replace(BUYER, full_name="ТОВ «{{ seller_iban }}»\x02items\x02\x1b[31m")
    text = render_text(paper(PaperKind.CONTRACT, buyer=named))
    assert "«{{ seller_iban }}»items" in text
    assert text.count("Всього із ПДВ") == 1


def test_each_named_field_is_described_and_filled():
    named = {name for name, _ in described_fields()}
    sides = {name.removeprefix("X_") for name in named if name.startswith("X_")}
    plain = {name for name in named if not name.startswith("X_")}
    assert plain | {f"{side}_{name}" for side in ("seller", "buyer") for name in sides} == field_names()


@pytest.mark.parametrize(
    ("side", "said"),
    [
        (SELLER, "в особі директора Іваненка Івана Івановича, що діє на підставі Статуту"),
        (
            replace(SELLER, head_name_genitive="", acts_on=""),
            "в особі директора ____________________, що діє на підставі ____________________",
        ),
        (
            replace(SELLER, tax_code="3121212343", head_name_genitive="", acts_on="виписки з ЄДР"),
            "що діє на підставі виписки з ЄДР",
        ),
    ],
)
def test_names_are_never_declined_in_silence(side, said):
    text = " ".join(render_text(paper(PaperKind.CONTRACT, seller=side)).split())
    assert f"(далі — Виконавець), {said}, з однієї сторони" in text


def test_the_letter_to_a_paper(tmp_path):
    letter = letter_for(paper())
    assert letter.subject == "ТОВ «Ромашка-Софт»: рахунок № 1287 від 23.11.2026 на 1 536,00 грн"
    assert letter.body.startswith("Добрий день!\n")
    assert "Призначення платежу: Супровід M.E.Doc згідно рахунку № 1287" in letter.body
    assert "\n\n\n" not in letter.body
    for kind in PaperKind:
        assert letter_for(paper(kind)).subject
        without_lines = letter_for(replace(paper(kind), lines=())).body
        assert ": ." not in without_lines
        assert "(без ПДВ)" in without_lines or "у т.ч. ПДВ" in without_lines or kind is PaperKind.CONTRACT


def test_both_contracts_have_their_own_text():
    commercial = render_text(paper(PaperKind.CONTRACT))
    budget = render_text(paper(PaperKind.CONTRACT, contract_kind=ContractKind.BUDGET))
    assert "продовженим на наступний рік" in " ".join(commercial.split())
    assert "стаття 48" in " ".join(budget.split())
