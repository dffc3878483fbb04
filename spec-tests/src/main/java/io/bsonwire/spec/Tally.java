package io.bsonwire.spec;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts what is tried, and keeps the first failure. */
final class Tally {
    private long tried;
    private long failed;
    private long unsupported;
    private @Nullable AssertionError failure;

    /** Something that is tried. */
    interface Step {
        void run() throws Exception;
    }

    /**
     * Tries something.
     *
     * @param input describes what it is tried with, if it fails
     * @return whether it failed
     */
    boolean failed(Supplier<String> input, Step step) {
        tried++;
        Throwable problem = problem(step);
        if (problem instanceof UnsupportedOperationException) {
            unsupported++;
            return false;
        } else if (problem == null) {
            return false;
        }
        failed++;
        if (failure == null) {
            failure = describe(input, problem);
        }
        return true;
    }

    /** Puts a smaller input that fails as well in the place of the first failure. */
    void shrunk(Supplier<String> input, Step step) {
        Throwable problem = problem(step);
        if (problem != null) {
            failure = describe(input, problem);
        }
    }

    /** What is wrong; an UnsupportedOperationException if the step has no say, null if all is well. */
    @SuppressWarnings("CatchingUnchecked") // whatever comes out of a foreign codec is to be reported
    static @Nullable Throwable problem(Step step) {
        try {
            step.run();
            return null;
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            return e;
        }
    }

    private static AssertionError describe(Supplier<String> input, Throwable problem) {
        String what = problem instanceof AssertionError ? problem.getMessage() : "failed with " + problem;
        return new AssertionError(what + "\n" + input.get(), problem);
    }

    Outcome outcome() {
        return new Outcome(tried, failed, unsupported, failure);
    }
}
