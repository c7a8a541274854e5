from . import advice_log, tor_document
