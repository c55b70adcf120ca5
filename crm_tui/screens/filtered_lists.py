"""The lists that have filters, as their dialogs speak of them."""

from collections.abc import Callable
from dataclasses import dataclass

from crm_tui.domain.filter_language import Language
from crm_tui.domain.filter_text import parse_tree, tree_text
from crm_tui.domain.filter_tree import Tree
from crm_tui.domain.kep_filter_words import KEP_FILTER
from crm_tui.domain.permissions import Permission
from crm_tui.domain.task_filter import TASK_FILTER
from crm_tui.i18n import N_
from crm_tui.usecases.kept_filters import KEP, TASKS
from crm_tui.usecases.parts.filter_words import reading
from crm_tui.usecases.parts.kep_asking import read_kep_filter
from crm_tui.usecases.parts.task_asking import read_filter


@dataclass(frozen=True, slots=True)
class Filtered:
    """A list by its name in the store; the words are marked for translation. `read` refuses a wrong text."""

    name: str
    which: str
    one: str
    help: str
    share: Permission
    language: Language
    read: Callable[[str], Tree]

    def part(self, text: str) -> Tree:
        """A part of a filter: what only the whole of it must hold is not asked."""
        return reading(lambda said: parse_tree(said, self.language), text)

    def text(self, tree: Tree) -> str:
        """The text that says a filter."""
        return tree_text(tree, self.language)


FILTERED = {
    TASKS: Filtered(
        TASKS,
        N_("Which tasks"),
        N_("Filter of tasks"),
        N_(
            "Words of key=value: хто=я,ніхто,інші,вибулі or a login; стан=відкриті, протерміновані, "
            "сьогодні, майбутні, неприйняті, виконані, усі; термін= (a day, "
            "-7..сьогодні, цей-тиждень); від= and до= a day: +3, -7, пн, "
            "15.04; послуга= a code or a part of the name, with all below it; статус=; "
            "відділ=мій,продаж,супровід,КЕП; вид=вручну,продовження,після-продажу; автор=; клієнт= a code; "
            "мітка=. 'або', 'не' and brackets join them; open tasks are meant unless стан= beside the "
            "brackets says else. The same text stands after --filter on the command line."
        ),
        Permission.TASKS_FILTER_SHARE,
        TASK_FILTER,
        read_filter,
    ),
    KEP: Filtered(
        KEP,
        N_("Which sets"),
        N_("Filter of sets"),
        N_(
            "Words of key=value: стан=, борг=документи,генерація,оплата, виписано=, оплачено=, згенеровано=, "
            "діє-до= (a day, -7, цей-місяць, 1.03..15.03), менеджер=я or a login, замовив=, згенерував=, "
            "комплект=, область=, видавець=, мітка=, місце=коробка, сума>=1000. 'або', 'не' and brackets "
            "join them. The same text stands after --filter on the command line."
        ),
        Permission.KEP_FILTER_SHARE,
        KEP_FILTER,
        read_kep_filter,
    ),
}
