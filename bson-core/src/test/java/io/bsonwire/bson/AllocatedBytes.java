package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongSupplier;

/** What this thread allocates; by reflection, for the module under test does not read that of the JDK's beans. */
final class AllocatedBytes {
    private static final int ROUNDS = 5000;
    /** The measuring itself and the compiler's work come to less. */
    private static final long ALLOWED = 40_000;
    /** The compiler leaves objects out when it has seen enough of some work, or puts them back: the best try counts. */
    private static final int TRIES = 10;

    private AllocatedBytes() {}

    private static long soFar() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return (long) Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getCurrentThreadAllocatedBytes")
                .invoke(threads);
    }

    /** Asserts that the work, done often, makes no object, and comes to the same each time. */
    static void assertNone(LongSupplier work) throws ReflectiveOperationException {
        assertNone(ROUNDS, work); // half of the smallest object a round is allowed
    }

    /** As above; so few rounds that only large objects are noticed. */
    static void assertNone(int rounds, LongSupplier work) throws ReflectiveOperationException {
        long sum = 0;
        for (int i = 0; i < rounds; i++) { // caches filled, classes loaded
            sum += work.getAsLong();
        }
        long expected = sum;
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < TRIES && allocated >= ALLOWED; attempt++) {
            sum = 0;
            long before = soFar();
            for (int i = 0; i < rounds; i++) {
                sum += work.getAsLong();
            }
            allocated = soFar() - before;
            assertThat(sum).isEqualTo(expected);
        }
        assertThat(allocated).isLessThan(ALLOWED);
    }
}
