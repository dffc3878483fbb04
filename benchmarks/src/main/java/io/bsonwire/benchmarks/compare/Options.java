package io.bsonwire.benchmarks.compare;

/**
 * How thorough a comparison is.
 *
 * @param samples of each peer and row
 * @param warmUpSeconds of a Java machine
 * @param shortestNanos what a sample takes at least, whatever the number of iterations
 * @param longestNanos what it takes at most, unless one iteration takes longer
 */
record Options(int samples, double warmUpSeconds, long shortestNanos, long longestNanos) {
    /** Those of the spike: 10,000 iterations, 5 samples. */
    static final int ITERATIONS = 10_000;

    private static final Options FULL = new Options(5, 5, 50_000_000, 500_000_000);
    private static final Options QUICK = new Options(3, 1.5, 20_000_000, 100_000_000);

    static Options of(boolean quick) {
        return quick ? QUICK : FULL;
    }

    Options withSamples(int number) {
        return new Options(number, warmUpSeconds, shortestNanos, longestNanos);
    }

    /**
     * How often a sample repeats an operation: 10,000 times; more often if that is over too soon to be timed well beside what
     * else a machine does, less often if it takes too long.
     */
    long iterations(double nanosPerOperation) {
        double wanted = Math.max(ITERATIONS, shortestNanos / nanosPerOperation);
        return Math.max(1, Math.round(Math.min(wanted, longestNanos / nanosPerOperation)));
    }
}
