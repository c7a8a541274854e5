from . import scope_advice_log, scope_advice_log_summary
