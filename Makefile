# The commands a person needs; each says in one line what it does.
.PHONY: demo test check faults bench

# A seeded brand on SQLite, ready to be clicked through.
demo:
	dotnet run --project src -c Release -- demo

# The gate: builds, installs what the tests need, runs all of them. The same command runs in CI.
test:
	scripts/test all

# The quick gate: builds, then the rules and the house tests. No browser, no process is killed.
check:
	scripts/test check

# The guarantees at their long figures, with their negative controls. Takes hours.
faults:
	HAOLIN_FIGURES=long scripts/test faults

# Rates and times, each against a bound measured in the same run; PART="growth rows=50000 sqlite" takes a part of it.
bench:
	@test -d tests/Bench || { echo "tests/Bench is not here yet, so there is nothing to measure" >&2; exit 1; }
	dotnet run --project tests/Bench -c Release -- $(PART)
