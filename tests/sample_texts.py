"""Short texts about nothing, and what tests of importing do with them."""

from briefing.importing import plan_import, write_import
from briefing.importing.drafts import Draft

BODY = (
    "The foreign minister of Norway received his Finnish colleague in Oslo on Tuesday and spoke "
    "with him for two hours about ferry lines, fishing quotas and the price of winter power.\n"
)
MORE = "Both sides said that they would meet again before the summer, most likely in Turku.\n"


def questions(draft: Draft) -> set[str]:
    return {question.partition(":")[0] for question in draft.questions}


def place(root, *drafts):
    plan = plan_import(drafts, root)
    write_import(plan)
    return plan
