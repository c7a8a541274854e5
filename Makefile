# Everything is done by dev/sg.py; see dev/README.md.
PYTHON ?= python3
PORT ?= 8069
SG = @$(PYTHON) dev/sg.py

.PHONY: demo export test stress test-odoo bench lint

demo:  # the demo story in a running Odoo: PORT=8070, RESET=1
	$(SG) demo --port $(PORT) $(if $(filter-out 0,$(RESET)),--reset)

export:  # the demo customer's advice log in advice_log.xlsx
	$(SG) export

test:  # everything that must pass
	$(SG) test

stress:  # the tests from outside with many at once, all their rounds
	@SCOPE_GUARD_FULL=1 $(PYTHON) dev/sg.py pytest -- tests/test_answering.py tests/test_approval.py tests/test_change_page.py \
	    tests/test_public_routes.py tests/test_signing.py

test-odoo:  # Odoo's own tests with Scope Guard installed, about ten minutes
	$(SG) test-odoo

bench:  # what Scope Guard costs, in bench.json
	$(SG) bench $(if $(filter-out 0,$(RESET)),--reset)

lint:  # the linters alone
	$(SG) lint
