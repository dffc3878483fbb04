package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonReader;
import org.bson.BsonBinaryReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does it cost to read each name and each value of a document, one after the other, without building it?
 *
 * <p>The peer is BsonBinaryReader of org.mongodb:bson. It replaces malformed UTF-8, which this library refuses.
 */
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
