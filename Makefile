# make test: install what is missing, build, run the tests.
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
PACKAGES := $(shell grep -v '^\#' packages.txt)

.PHONY: test packages
packages:
	@missing=$$(dpkg-query -W -f='$${Package} $${Status}\n' $(PACKAGES) 2>/dev/null | awk '/ok installed/{print $$1}' > build-packages.tmp; \
	  for p in $(PACKAGES); do grep -qx "$$p" build-packages.tmp || echo $$p; done; rm -f build-packages.tmp); \
	if [ -n "$$missing" ]; then echo "installing:" $$missing; \
	  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; fi

test: packages
	cmake --workflow --preset check
