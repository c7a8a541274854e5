from . import advice_log
