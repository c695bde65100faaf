# make test: install what is missing, build, run the tests.
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
PACKAGES := $(shell grep -v '^\#' packages.txt)

.PHONY: test packages
packages:
	@missing=$$(for p in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	if [ -n "$$missing" ]; then echo "installing:" $$missing; \
	  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; fi

test: packages
	cmake --workflow --preset check
