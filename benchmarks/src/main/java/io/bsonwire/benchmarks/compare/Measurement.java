package io.bsonwire.benchmarks.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one peer needs for one row.
 *
 * @param version of the peer and of what it runs on
 * @param samples in the order in which they were taken
 */
record Measurement(String version, List<Sample> samples) {
    /**
     * One sample.
     *
     * @param iterations how often the operation ran, in each thread
     * @param nanos for all of them together
     * @param allocated bytes of garbage for all of them together, in all threads; below 0 where that is not known
     */
    record Sample(long iterations, long nanos, long allocated) {
        double nanosPerOperation() {
            return (double) nanos / iterations;
        }
    }

    /** The mean, in nanoseconds for one operation. */
    double mean() {
        return samples.stream().mapToDouble(Sample::nanosPerOperation).average().orElseThrow();
    }

    /** The median, in nanoseconds for one operation; of an even number of samples, the mean of the middle two. */
    double median() {
        List<Double> sorted = new ArrayList<>();
        samples.forEach(sample -> sorted.add(sample.nanosPerOperation()));
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The standard deviation of the samples, estimated with n - 1; 0 of one. */
    double deviation() {
        double mean = mean();
        double squares = 0;
        for (Sample sample : samples) {
            squares += Math.pow(sample.nanosPerOperation() - mean, 2);
        }
        return samples.size() < 2 ? 0 : Math.sqrt(squares / (samples.size() - 1));
    }

    /** Iterations in a sample. */
    long iterations() {
        return samples.get(0).iterations();
    }

    /** Garbage in bytes for one operation: of the sample that made least, as a compiler's thread may add to others; -1 if unknown. */
    double allocated() {
        return samples.stream()
                .mapToDouble(sample -> sample.allocated() < 0 ? -1 : (double) sample.allocated() / sample.iterations())
                .min()
                .orElse(-1);
    }
}
