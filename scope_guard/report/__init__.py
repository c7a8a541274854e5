from . import (
    scope_advice_log_columns,
    scope_advice_log_reading,
    scope_advice_log_summary,
    scope_advice_log_decisions,
    scope_advice_log_timeline,
    scope_advice_log,
)
from . import scope_advice_note_document
from . import (
    scope_tor_version_document,
    scope_tor_version_comparison,
    scope_tor_version_draft,
    scope_change_document,
)
from . import scope_why_document, scope_why_xlsx
from . import scope_change_register
