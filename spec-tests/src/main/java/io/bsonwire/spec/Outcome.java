package io.bsonwire.spec;

import org.jspecify.annotations.Nullable;

/**
 * What came of a {@link Check}.
 *
 * @param tried inputs that were tried
 * @param failed of these, those with which something is wrong
 * @param unsupported of these, those that the implementation says it does not support
 * @param failure the first that is wrong, shrunk if it was generated, with the input in its text; null if none is
 */
public record Outcome(
        long tried, long failed, long unsupported, @Nullable AssertionError failure) {
    /**
     * Both together.
     *
     * @param other is the later one
     * @return the sums, and the failure of the earlier one if it has one
     */
    public Outcome plus(Outcome other) {
        return new Outcome(
                tried + other.tried,
                failed + other.failed,
                unsupported + other.unsupported,
                failure == null ? other.failure : failure);
    }
}
