"""Who signs, in the genitive: suggested in the empty fields of a form, taken by one key, then corrected."""

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from crm_tui.domain.genitive import genitive_of_person, genitive_of_position
from crm_tui.i18n import N_, _
from crm_tui.screens.base import Manners
from crm_tui.screens.client_words import one_line
from crm_tui.widgets.form import Form, TextField

KEY = "F7"
Genitives = dict[str, str]
"""By the names of the two fields."""


def genitives(position: str, name: str) -> Genitives:
    """What the rules of grammar suggest; empty where none fits."""
    return {
        "head_position_genitive": one_line(genitive_of_position(position)),
        "head_name_genitive": one_line(genitive_of_person(name)),
    }


class OffersGenitives(Manners[Any]):
    """A form with the two fields: a suggestion stands in an empty one and is a value only once F7 took it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f7",
            "take_genitives",
            N_("Genitive"),
            id="form.genitive",
            tooltip=N_("Takes what is suggested into the empty fields"),
        ),
    ]

    def suggested(self) -> Genitives:
        """What is suggested now."""
        raise NotImplementedError

    def offer_genitives(self) -> None:
        """Shows the suggestions; to be called when the form is there and when its fields change."""
        for name, words in self.suggested().items():
            field = self.query_one(f"#field-{name}", TextField)
            field.hint(f"{KEY}: {words}" if words else "")

    def action_take_genitives(self) -> None:
        """Fills what is empty; nothing that was typed changes."""
        form = self.query_one(Form)
        values = form.values()
        taken = {name: words for name, words in self.suggested().items() if words and not values[name]}
        if taken:
            form.fill(taken)
            self.tell(_("Look at the genitive before you save: surnames that look alike are declined unlike"))
        else:
            self.tell(_("No rule of the genitive fits, or it is typed already"))
