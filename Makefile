# make        the release program, build/release/wanjia
# make run    the demo county: made, imported, scored, served (Ctrl-C stops)
# make test   installs what is missing, builds, runs the tests
# make test-full   also the long ones: more crash points, the pages in a real browser
# make screenshots  pictures of every page, from the real program: web/screenshots/out
# make bench  the benchmarks, kept in bench/results
# make bench-peers  settlements beside scikit-learn and PostGIS, in the same run
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
PACKAGES := $(shell grep -v '^\#' packages.txt)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends

.PHONY: all run test test-full bench bench-peers screenshots packages web clean
all: packages web
	cmake --preset release
	cmake --build --preset release --target wanjia wanjia-read

run: all
	build/release/wanjia demo --data build/demo-data

test: packages web
	cmake --workflow --preset check
	cd web && npm run --silent test

test-full: test
	WANJIA_TEST_FULL=1 ctest --preset dev
	cd web && npm run --silent e2e
	tools/fuzz.sh

screenshots: all
	cd web && npm run --silent screenshots
	tools/document_pictures.sh build/release/wanjia

bench-peers: all
	@/usr/bin/python3 -c 'import sklearn' 2>/dev/null || { $(SUDO) apt-get update -qq && $(APT) python3-sklearn; }
	tools/with_postgres.sh /usr/bin/python3 bench/peers_settlements.py build/release/wanjia

bench: all
	cmake --build --preset release --target wanjia_bench
	bench/run.sh build/release

# Debian's Node is enough; where another Node is already installed it is left alone.
packages:
	@missing=$$(for p in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	command -v node >/dev/null || missing="$$missing nodejs"; \
	command -v npm >/dev/null || missing="$$missing npm"; \
	if [ -n "$$missing" ]; then echo "installing:" $$missing; \
	  $(SUDO) apt-get update -qq && $(APT) $$missing; fi

web: web/dist/index.html

web/dist/index.html: web/package-lock.json docs/openapi.yaml $(shell find web/src web/public web/field web/index.html web/vite.field.config.ts -type f 2>/dev/null)
	cd web && npm ci --no-progress --loglevel=error && npm run --silent build
	@touch $@

clean:
	rm -rf build web/dist
