"""What an incident's code means for whoever mends it, in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

_LIMIT = gettext_lazy("Mend the model, or raise the limit (CARELANE_BUDGET) and run it again: nothing that it did is lost.")
ADVICE = {
    "BudgetExceeded": gettext_lazy("The model went on and on without coming to rest: most likely a loop in which nothing waits."),
    "ExpressionBudgetExceeded": gettext_lazy("The expressions of this step took more work than one step may take."),
    "DepthExceeded": gettext_lazy("Processes called each other too deep: most likely in a circle."),
    "TooManyInstances": gettext_lazy("A step was to run more times than is allowed."),
    "VariablesTooLarge": gettext_lazy("The data of this process grew larger than is allowed."),
    "WritesExceeded": gettext_lazy("The model wrote the same data over and over within one step."),
}
CALENDAR = gettext_lazy("The directory of this organisation has no such calendar. Add it there, then run the step again.")


@register.filter
def incident_advice(code: str) -> str:
    """A sentence for codes that the message alone does not explain; "" for the others."""
    if code == "CalendarMissing":
        return str(CALENDAR)
    return _("%(what)s %(advice)s") % {"what": ADVICE[code], "advice": _LIMIT} if code in ADVICE else ""
