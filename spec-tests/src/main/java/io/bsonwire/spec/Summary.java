package io.bsonwire.spec;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what was run on an implementation. */
final class Summary {
    private static final Outcome NOTHING = new Outcome(0, 0, 0, null);

    private final Implementation implementation;
    private final long seed;
    private final Map<Check.Source, Integer> checks = new EnumMap<>(Check.Source.class);
    private final Map<Check.Source, Outcome> outcomes = new EnumMap<>(Check.Source.class);

    Summary(Implementation implementation, long seed) {
        this.implementation = implementation;
        this.seed = seed;
    }

    synchronized void add(Check<?> check, Outcome outcome) {
        checks.merge(check.source(), 1, Integer::sum);
        outcomes.merge(check.source(), outcome, Outcome::plus);
    }

    private Outcome outcome(Check.Source source) {
        return outcomes.getOrDefault(source, NOTHING);
    }

    @Override
    public synchronized String toString() {
        Outcome all = outcomes.values().stream().reduce(NOTHING, Outcome::plus);
        return String.format(
                Locale.ROOT,
                "conformance of %s: %,d cases of the official corpus, %,d of the vectors, %,d properties of %,d documents,"
                        + " %,d mutations (seed %d); %,d failed, %,d unsupported",
                (implementation.name() + " " + implementation.version()).strip(),
                outcome(Check.Source.CORPUS).tried(),
                outcome(Check.Source.VECTORS).tried(),
                checks.getOrDefault(Check.Source.GENERATED, 0),
                outcome(Check.Source.GENERATED).tried(),
                outcome(Check.Source.MUTATIONS).tried(),
                seed,
                all.failed(),
                all.unsupported());
    }
}
