# Every target only calls Python: `python3 -m infra.local TARGET` does the same without make.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: run dev stop reset logs test test-security check bench chaos setup secrets rotate-key help

run dev stop reset setup secrets rotate-key help:
	@$(PYTHON) -m infra.local $@

# make logs PART=bot
logs:
	@$(PYTHON) -m infra.local logs $(PART)

# make test ARGS="tests/unit -k name"
# make bench ARGS="pipeline", make chaos ARGS="--schedules 20"
test test-security check bench chaos:
	@$(PYTHON) -m infra.local $@ $(ARGS)
