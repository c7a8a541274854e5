from . import advice_log, tor_document
from . import agreement, change
from . import for_you
from . import note
from . import letter
from . import why
from . import change_register
