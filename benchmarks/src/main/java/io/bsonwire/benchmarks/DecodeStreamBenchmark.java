package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonReader;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBinaryReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does it cost to read each name and each value of a document, one after the other, without building it?
 *
 * <p>The peer is BsonBinaryReader of org.mongodb:bson. It replaces malformed UTF-8, which this library refuses.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class DecodeStreamBenchmark extends DocumentSource {
    private final BsonReader reader = new BsonReader();

    /**
     * This library.
     *
     * @param blackhole gets the values
     * @return a sum over names and values
     */
    @Benchmark
    public long bsonwire(Blackhole blackhole) {
        return ReadSteps.read(reader.reset(source), blackhole);
    }

    /**
     * org.mongodb:bson.
     *
     * @param blackhole gets the values
     * @return the same sum
     */
    @Benchmark
    public long mongodb(Blackhole blackhole) {
        try (BsonBinaryReader peerReader = MongodbBson.reader(source)) {
            return MongodbReadSteps.read(peerReader, blackhole);
        }
    }
}
