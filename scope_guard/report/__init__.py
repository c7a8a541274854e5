from . import scope_advice_log_columns, scope_advice_log_summary, scope_advice_log
