package io.bsonwire.spec;

import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;

/** What jqwik does for its properties, for tests that another engine runs: values by chance, and smaller ones that fail too. */
final class Shrinking {
    private static final int SIZE = 1000;
    /** Values tried while shrinking; some seconds at most, for a slow codec. */
    private static final int MOST_TRIED = 2_000;

    private Shrinking() {}

    /** Values of a generator, the same ones for the same seed. */
    static <T> List<Shrinkable<T>> values(Arbitrary<T> arbitrary, int count, long seed) {
        RandomGenerator<T> generator = arbitrary.generator(SIZE);
        Random random = new Random(seed);
        return Stream.generate(() -> generator.next(random)).limit(count).toList();
    }

    /** A smaller value that fails too, or the same if there is none. */
    static <T> T smallest(Shrinkable<T> failing, Predicate<T> fails) {
        Shrinkable<T> best = failing;
        Iterator<Shrinkable<T>> smaller = best.shrink().iterator();
        for (int tried = 0; smaller.hasNext() && tried < MOST_TRIED; tried++) {
            Shrinkable<T> candidate = smaller.next();
            if (candidate.distance().compareTo(best.distance()) < 0 && fails.test(candidate.value())) {
                best = candidate;
                smaller = best.shrink().iterator();
            }
        }
        return best.value();
    }

    /** Values are made, read and shrunk while jqwik is at work; inside a property it is already. */
    static void inSession(Runnable action) {
        if (JqwikSession.isActive()) {
            action.run();
        } else {
            JqwikSession.run(action::run);
        }
    }
}
