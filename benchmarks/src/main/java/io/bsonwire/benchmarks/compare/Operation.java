package io.bsonwire.benchmarks.compare;

/** What is measured: one call does it once. */
@FunctionalInterface
interface Operation {
    /**
     * Does it once.
     *
     * @return a number that depends on the result, the same from every peer: a length or a checksum; 0 for what makes
     *     objects, which go to a {@link Sink}
     */
    long run();

    /** Fails if a runner would measure something else than it says. */
    static void check(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException("wrong: " + what);
        }
    }
}
