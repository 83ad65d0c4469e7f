# The commands of this repository, the same for people and for CI. Each installs what it is missing.

AIRCHECK := .build/release/aircheck
SWIFT_SOURCES := Sources Tests Package.swift

# The tests of the targets without I/O, and those that make their own disk and time.
COMPUTING := AMF|AudioFiles|FLV|HLS|Inspection|MP4|MPEGTS|Media|MediaEngine|RTMP|RecordingModel|Transcoding
SIMULATED := Reliability

.PHONY: build run demo test simulate fuzz fuzz-readers endurance fault-sweep crash-sweep pause bench bench-control \
  bench-micro lint format docs reference

# The release binary.
build:
	scripts/install-debian-packages.sh build
	swift build -c release --product aircheck

# The server, with its data in ./aircheck-data; settings from AIRCHECK_* in the environment.
run: build
	exec $(AIRCHECK) serve

# A live stream recorded on order, from an empty folder to checked files.
demo: build
	scripts/install-debian-packages.sh demo
	scripts/install-python-packages.sh demo
	.build-venv/bin/python scripts/demo.py $(AIRCHECK)

# Every check and every test. The build is separate, so that it can refuse imports that the manifest does not declare.
test: lint docs
	scripts/install-debian-packages.sh test
	scripts/install-python-packages.sh test
	swift build --build-tests --explicit-target-dependency-import-check error
	# The optimised build sees whole modules at once, and can find a fault that the other does not.
	swift build -c release --product aircheck
	PYTHONPATH=Benchmarks/Recorders python3 -m unittest discover -s Benchmarks/Recorders/tests
	# Apart, since tests that compute for seconds would starve those that wait for the network and the disk.
	scripts/swift-test.sh --filter '^($(COMPUTING))Tests\.'
	scripts/swift-test.sh --filter '^($(SIMULATED))Tests\.'
	scripts/swift-test.sh --skip '^($(COMPUTING)|$(SIMULATED))Tests\.'

# The recorder with a fault at each call of the system, and killed or cut off its power at some hundreds; `make test` does
# a part of it.
fault-sweep:
	scripts/install-debian-packages.sh build
	AIRCHECK_FAULT_SWEEP=all AIRCHECK_DEATHS=300 swift test --disable-xctest --filter '^ReliabilityTests\.'

# Random and mutated API calls, COUNT of them, a thousand in a second; `make test` makes a few thousand.
COUNT := 1000000
fuzz:
	scripts/install-debian-packages.sh build
	AIRCHECK_FUZZ_COUNT=$(COUNT) swift test --disable-xctest --filter CallFuzzTests

# Nearly right bytes for each reader of wire, codec and file formats, SECONDS long; `make test` tries a few hundred.
SECONDS := 600
fuzz-readers:
	scripts/install-debian-packages.sh build
	AIRCHECK_FUZZ_SECONDS=$(SECONDS) swift test --disable-xctest --filter 'MediaEngineTests.*FuzzTests'

# SEEDS runs of the control core with everything around it failing; `make test` makes some. A run that fails is printed
# and made again, with all that happens in it, by AIRCHECK_SIMULATION_SEED=n. Dictionaries in one order, always.
SEEDS := 10000
simulate:
	scripts/install-debian-packages.sh build
	# Optimised, which is forty times as fast: half an hour for the build, some minutes for the seeds.
	SWIFT_DETERMINISTIC_HASHING=1 AIRCHECK_SIMULATION_SEEDS=$(SEEDS) swift test -c release -Xswiftc -enable-testing \
	  --scratch-path .build-simulation --disable-xctest --filter SimulationTests

# HOURS of a stream recorded to each format, with made packets and a made clock; `make test` does one hour.
HOURS := 24
endurance:
	scripts/install-debian-packages.sh build
	AIRCHECK_ENDURANCE_HOURS=$(HOURS) swift test --disable-xctest --filter EnduranceTests

# kill -9 of a server with live pushes and orders, ROUNDS times; `make test` does it twelve times. A failed seed is had
# again with AIRCHECK_CRASH_SEED.
ROUNDS := 1000
crash-sweep:
	scripts/install-debian-packages.sh test
	scripts/install-python-packages.sh test
	AIRCHECK_CRASH_ROUNDS=$(ROUNDS) swift test --disable-xctest --filter CrashSweepTests

# A server that is stopped by SIGSTOP for a minute; in `make test` for some seconds.
pause:
	scripts/install-debian-packages.sh test
	scripts/install-python-packages.sh test
	AIRCHECK_PAUSE_SECONDS=60 swift test --disable-xctest --filter TimeOutOfJointTests

# What recording costs, here and by other recorders in turn: .build/bench/TIME/report.md. The whole takes hours; a part by
# BENCH="--only flv --streams 200 --runs 3", and what else there is by BENCH=--help.
BENCH :=
bench: build
	scripts/install-debian-packages.sh bench
	scripts/install-python-packages.sh bench
	.build-venv/bin/python Benchmarks/Recorders/bench.py $(AIRCHECK) $(BENCH)

# Signed calls a second, a restart with a million waiting orders, and a thousand orders that begin in one second: a
# report in .build/bench. Wants a machine without other work; BENCH="--only calls" for a part of it.
bench-control: build
	scripts/install-debian-packages.sh bench-control
	python3 Benchmarks/ControlPlane/bench_control.py $(BENCH) $(AIRCHECK)

# The hot paths a call at a time: their time, by the benchmark package, and what instructions, copies, allocations and
# retains they take, by valgrind. In a build folder of its own, since the manifest is another one.
MICRO := AIRCHECK_BENCHMARKS=1 swift
MICRO_BUILD := .build-benchmarks
bench-micro:
	scripts/install-debian-packages.sh bench-micro
	$(MICRO) package --scratch-path $(MICRO_BUILD) --allow-writing-to-package-directory benchmark \
	  --target MicroBenchmarks
	$(MICRO) build --scratch-path $(MICRO_BUILD) -c release --product MicroCount
	python3 Benchmarks/Micro/count.py $(MICRO_BUILD)/release/MicroCount

# docs/api.md, from the action table; `make test` compares the two.
reference:
	scripts/install-debian-packages.sh build
	AIRCHECK_WRITE_REFERENCE=1 swift test --disable-xctest --filter ReferencePageTests

lint:
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

format:
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

# The documents: every link inside the repository leads somewhere.
docs:
	scripts/install-debian-packages.sh docs
	python3 scripts/check-links.py
