from . import (
    privacy_lookup_wizard,
    scope_advice_export,
    scope_change_propose,
    scope_change_propose_line,
    scope_goodwill_give,
    scope_goodwill_give_line,
    scope_item_copy,
    scope_item_paste,
    scope_item_paste_document,
    scope_tor_agree,
    scope_tor_send,
    scope_tor_version_compare,
)
