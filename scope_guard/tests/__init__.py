from . import (
    test_advice,
    test_advice_access,
    test_advice_automation,
    test_advice_log,
    test_expectation_access,
    test_expectation_check,
    test_expectation_proposal,
    test_item_copy,
    test_item_import,
    test_item_paste,
    test_partner,
    test_tor_text,
)
