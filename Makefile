# glassbed: the only entry points. `make help` lists them.
#
#   make deps     install what is missing (Debian packages; needs root or sudo)
#   make          build build/glassbed and build/glassbed-worker
#   make demo     deps, build, run configs/demo.xml, say where the page is
#   make test     unit, physics and command-line tests
#   make bench    speed beside other programs (QUICK=1: smoke test; make bench-deps installs the others)
#   make sanitize the unit tests under AddressSanitizer and UBSan
#   make emulate  the tests of pairs and pair sums, the AVX-512 kernels emulated (SIMDe)
#   make fuzz     every parser under libFuzzer (clang), FUZZ=60 seconds
#   make check    formatting, static analysis (clang-format, cppcheck), and check-house
#   make check-house   rooms, circles, prefixes, sizes of the sources (tests/house)
#   make install  PREFIX=/usr/local DESTDIR=
#
# Other LAMMPS:  make LAMMPS_DIR=/opt/lammps   (its lib/ and include/lammps/)

BUILD    ?= build
PREFIX   ?= /usr/local
CC       ?= gcc
OPT      ?= -O3 -g
WARN      = -std=c11 -Wall -Wextra -Wconversion -Wshadow -Wpedantic $(WERROR)
DATADIR   = $(PREFIX)/share/glassbed
CPPFLAGS += -D_GNU_SOURCE -Ianalysis -Isim -DGB_DATADIR='"$(DATADIR)"'
ALLFLAGS  = $(OPT) $(WARN) $(SAN) $(CPPFLAGS) $(CFLAGS) -MMD -MP

XML_CFLAGS := $(shell pkg-config --cflags libxml-2.0 2>/dev/null)
XML_LIBS   := $(shell pkg-config --libs libxml-2.0 2>/dev/null || echo -lxml2)
HDF5_CFLAGS := $(shell pkg-config --cflags hdf5 2>/dev/null)
HDF5_LIBS   := $(shell pkg-config --libs hdf5 2>/dev/null || echo -lhdf5)
NUM_LIBS    = -lgsl -lgslcblas -lfftw3 -lxrl $(HDF5_LIBS)
MPI_CFLAGS := $(shell pkg-config --cflags ompi-c 2>/dev/null)
MPI_LIBS   := $(shell pkg-config --libs ompi-c 2>/dev/null || echo -lmpi)
ifdef LAMMPS_DIR
LMP_CFLAGS  = -I$(LAMMPS_DIR)/include
LMP_LIBS    = -L$(LAMMPS_DIR)/lib -Wl,-rpath,$(LAMMPS_DIR)/lib -llammps
else
LMP_LIBS    = -llammps
endif

# base, atoms and pairs have no GSL: the worker, which links LAMMPS (GPL-2.0 only), uses only these.
KERNEL_SRC := $(wildcard analysis/*/*_kernel.c)
CORE_SRC   := $(filter-out $(KERNEL_SRC),$(wildcard analysis/base/*.c analysis/atoms/*.c analysis/pairs/*.c))
NUM_SRC    := $(filter-out $(CORE_SRC) $(KERNEL_SRC),$(wildcard analysis/*/*.c))
STAGE_SRC  := $(wildcard sim/stage/*.c)
# Every room but the worker is of the command.
MAIN_SRC   := $(wildcard sim/*.c) $(filter-out sim/worker/%,$(wildcard sim/*/*.c))
WORKER_SRC := $(wildcard sim/worker/*.c sim/worker/plain/*.c)
# One short line a file; V=1: the whole command. Silent with -s.
ifndef V
Q   = @
say = $(if $(findstring s,$(firstword -$(MAKEFLAGS))),,$(info $(1) $(2)))
endif
obj         = $(patsubst %.c,$(BUILD)/%.o,$(1))
# Kernels are compiled once for each instruction set and chosen at run time (analysis/pairs/isa.h).
ISAS       := plain $(if $(filter x86_64-%,$(shell $(CC) -dumpmachine)),avx2 avx512)
kernel      = $(foreach isa,$(ISAS),$(patsubst %.c,$(BUILD)/%.$(isa).o,$(filter analysis/$(1)/%,$(KERNEL_SRC))))

all: programs
	@echo "the program is $(BUILD)/glassbed: $(BUILD)/glassbed --help"
programs: $(BUILD)/glassbed $(BUILD)/glassbed-worker

$(BUILD)/libglassbed-core.a: $(call obj,$(CORE_SRC)) $(call kernel,pairs)
$(BUILD)/libglassbed.a: $(call obj,$(NUM_SRC)) $(call kernel,pdf) $(call kernel,truth)
%.a:
	@rm -f $@
	$(Q)$(call say,AR,$@)ar rcs $@ $^

$(BUILD)/glassbed: $(call obj,$(MAIN_SRC)) $(BUILD)/libglassbed.a $(BUILD)/libglassbed-core.a
	$(Q)$(call say,LD,$@)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(NUM_LIBS) $(XML_LIBS) -lz -lm -lpthread
$(BUILD)/glassbed-worker: $(call obj,$(WORKER_SRC) $(STAGE_SRC)) $(BUILD)/libglassbed-core.a
	$(Q)$(call say,LD,$@)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LMP_LIBS) $(MPI_LIBS) $(XML_LIBS) -lz -lm -lpthread

$(BUILD)/sim/worker/%.o: ALLFLAGS += $(LMP_CFLAGS) $(MPI_CFLAGS)
$(BUILD)/analysis/base/xml.o: ALLFLAGS += $(XML_CFLAGS)
$(BUILD)/analysis/synth/image_hdf5.o: ALLFLAGS += $(HDF5_CFLAGS)
$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(call say,CC,$<)$(CC) $(ALLFLAGS) -c -o $@ $<

FLAGS_plain  =
FLAGS_avx2   = -DSIMD_AVX2 -mavx2 -mpopcnt
ifdef EMULATE # AVX-512 on machines that lack it, for tests (analysis/pairs/simd_emulate.h)
FLAGS_avx512 = -O1 -DSIMD_AVX512 -DSIMD_EMULATED -Wno-psabi
$(BUILD)/analysis/pairs/isa.o: ALLFLAGS += -DSIMD_EMULATED
else
FLAGS_avx512 = -DSIMD_AVX512 -mavx512f -mpopcnt
endif
define KERNEL_RULE
$$(BUILD)/%_kernel.$(1).o: %_kernel.c
	@mkdir -p $$(@D)
	$$(Q)$$(call say,CC,$$< ($(1)))$$(CC) $$(ALLFLAGS) -ffp-contract=off -fno-math-errno -fno-trapping-math $$(FLAGS_$(1)) -c -o $$@ $$<
endef
$(foreach isa,$(ISAS),$(eval $(call KERNEL_RULE,$(isa))))

# One program a test file; each prints what cmocka prints.
TEST_SRC := $(wildcard tests/*/test_*.c)
TESTS    := $(patsubst tests/%.c,$(BUILD)/tests/%,$(TEST_SRC))
STUDY_LIB = $(BUILD)/libglassbed-sim.a
$(STUDY_LIB): $(filter-out $(BUILD)/sim/glassbed.o,$(call obj,$(MAIN_SRC)))
# What of the worker needs no LAMMPS (and no GSL beside it).
WORKER_LIB = $(call obj,$(wildcard sim/worker/plain/*.c))
$(filter $(BUILD)/tests/worker/%,$(TESTS)): $(WORKER_LIB)
$(BUILD)/tests/worker/%: TEST_LIB = $(WORKER_LIB)
$(BUILD)/tests/%: tests/%.c $(STUDY_LIB) $(BUILD)/libglassbed.a $(BUILD)/libglassbed-core.a
	@mkdir -p $(@D)
	$(Q)$(call say,CC,$<)$(CC) $(ALLFLAGS) -Itests -MF $@.d -o $@ $< $(TEST_LIB) $(STUDY_LIB) $(BUILD)/libglassbed.a $(BUILD)/libglassbed-core.a $(LDFLAGS) $(NUM_LIBS) $(XML_LIBS) -lcmocka -lz -lm -lpthread

unit-tests: $(TESTS)

# The benchmark: a program for each part, what they share, and the driver tests/bench/run.sh.
BENCH_SHARED := $(addprefix tests/bench/,bench.c structure.c subject.c rows.c figure.c)
BENCH_SRC    := $(filter-out $(BENCH_SHARED),$(wildcard tests/bench/*.c))
BENCHES      := $(patsubst tests/bench/%.c,$(BUILD)/tests/bench/bench-%,$(BENCH_SRC))
BENCH_LIB     = $(BUILD)/tests/bench/libbench.a $(call obj,$(STAGE_SRC)) $(BUILD)/libglassbed.a $(BUILD)/libglassbed-core.a
$(BUILD)/tests/bench/libbench.a: $(call obj,$(BENCH_SHARED))
$(BUILD)/tests/bench/%.o: ALLFLAGS += -Itests/bench -DBENCH_FLAGS='"$(OPT) $(CFLAGS)"'
$(BUILD)/tests/bench/bench-%: $(BUILD)/tests/bench/%.o $(BENCH_LIB)
	$(Q)$(call say,LD,$@)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(NUM_LIBS) $(XML_LIBS) -lz -lm -lpthread
# Beside LAMMPS no GSL, which our pair sums do not need (licences: see CORE_SRC).
$(BUILD)/tests/bench/bench-lammps: $(BUILD)/tests/bench/lammps.o $(BUILD)/sim/worker/lammps.o $(BENCH_LIB)
	$(Q)$(call say,LD,$@)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LMP_LIBS) $(MPI_LIBS) $(XML_LIBS) -lz -lm -lpthread

# A libFuzzer program for each parser; tests/fuzz/fuzz.sh builds them with clang and its sanitizers. FUZZ: seconds in all.
FUZZ ?= 60
fuzz:
	@BUILD=$(BUILD) bash tests/fuzz/fuzz.sh $(FUZZ)
fuzz-objects: $(STUDY_LIB) $(BUILD)/libglassbed.a $(BUILD)/libglassbed-core.a
$(BUILD)/fuzz-%: tests/fuzz/fuzz.c $(STUDY_LIB) $(BUILD)/libglassbed.a $(BUILD)/libglassbed-core.a
	$(Q)$(call say,CC,$<)$(CC) $(ALLFLAGS) -fsanitize=fuzzer -DTARGET=$* -MF $@.d -o $@ $(filter %.c %.o %.a,$^) $(LDFLAGS) $(NUM_LIBS) $(XML_LIBS) -lz -lm -lpthread

# ---- what is installed -------------------------------------------------------------------------------------------
BUILD_PKGS = gcc make pkg-config liblammps-dev libopenmpi-dev libfftw3-dev libgsl-dev libxrl-dev libhdf5-dev libxml2-dev zlib1g-dev
RUN_PKGS   = openmpi-bin gnuplot-nox lammps-data openkim-models
TEST_PKGS  = libcmocka-dev libsimde-dev libxml2-utils procps python3-pyfai python3-fabio python3-h5py python3-ase python3-mdanalysis python3-periodictable
SUDO      ?= $(shell [ "$$(id -u)" = 0 ] || echo sudo)

deps:
	@command -v dpkg-query >/dev/null || { echo "make deps: knows Debian and its kin only; install by hand: $(BUILD_PKGS) $(RUN_PKGS) $(TEST_PKGS)"; exit 1; }
	@missing=""; for p in $(BUILD_PKGS) $(RUN_PKGS) $(TEST_PKGS); do \
	    [ "$$(dpkg-query -W -f='$${Status}' $$p 2>/dev/null)" = "install ok installed" ] || missing="$$missing $$p"; done; \
	if [ -z "$$missing" ]; then echo "make deps: all that is needed is installed"; else \
	    echo "make deps: installing$$missing"; \
	    $(SUDO) apt-get update -qq && \
	    $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null || \
	    { echo "make deps: apt-get could not install$$missing"; exit 1; }; fi

# ---- what people run ---------------------------------------------------------------------------------------------
demo: deps
	@$(MAKE) --no-print-directory -s -j$$(nproc) programs
	@$(BUILD)/glassbed run configs/demo.xml -o results/demo

test: programs unit-tests
	@BUILD=$(BUILD) bash tests/run.sh

SAN_FLAGS = -fsanitize=address,undefined -fno-sanitize-recover=undefined
sanitize:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)-san OPT="-O1 -g" SAN="$(SAN_FLAGS)" $(BUILD)-san/glassbed unit-tests
	@BUILD=$(BUILD)-san bash tests/run.sh $(filter-out physics,$(sort $(foreach t,$(TEST_SRC),$(word 2,$(subst /, ,$(t))))))

emulate:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)-emu EMULATE=1 OPT="-O2 -g" TEST_SRC="$(wildcard tests/pairs/*.c tests/pdf/*.c)" unit-tests
	@BUILD=$(BUILD)-emu bash tests/run.sh pairs pdf

# Speed: a table, results/bench/bench.tsv and bench.svg. Five minutes; QUICK=1: half a minute, only that it runs.
bench: programs $(BENCHES)
	@BUILD=$(BUILD) QUICK=$(QUICK) bash tests/bench/run.sh results/bench

# Programs that `make bench` compares with when they are there.
BENCH_PKGS = gromacs python3-mdanalysis python3-numpy
bench-deps: deps
	@echo "make bench-deps: installing $(BENCH_PKGS)"
	@$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(BENCH_PKGS) >/dev/null

check: check-house
	@clang-format --dry-run --Werror $$(git ls-files '*.c' '*.h') && echo "format: ok"
	@cppcheck --quiet --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 -Ianalysis -Isim -Itests/bench analysis sim tests/bench && echo "cppcheck: ok"

check-house: programs
	@bash tests/house/check.sh . $(BUILD) && echo "house: ok"

install: programs
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(DATADIR)/potentials $(DESTDIR)$(DATADIR)/configs
	install -m 755 $(BUILD)/glassbed $(BUILD)/glassbed-worker $(DESTDIR)$(PREFIX)/bin
	install -m 644 potentials/*.xml potentials/*.tsv potentials/*.rng potentials/README.md $(DESTDIR)$(DATADIR)/potentials
	install -m 644 configs/*.xml configs/*.rng configs/README.md $(DESTDIR)$(DATADIR)/configs

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/glassbed $(DESTDIR)$(PREFIX)/bin/glassbed-worker
	rm -rf $(DESTDIR)$(DATADIR)

clean:
	rm -rf $(BUILD) $(BUILD)-san $(BUILD)-emu $(BUILD)-fuzz $(BUILD)-fuzz.log

help:
	@sed -n '3,/^$$/s/^# \{0,1\}//p' Makefile

.PHONY: all programs unit-tests fuzz fuzz-objects deps bench bench-deps demo test sanitize emulate check check-house install uninstall clean help
.SECONDARY:
-include $(shell [ -d $(BUILD) ] && find $(BUILD) -name '*.d')
