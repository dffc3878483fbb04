package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.RawDocument;
import org.bson.BsonBinaryReader;
import org.bson.BsonType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does it cost to know that the bytes of a document are well-formed, and what to step over its fields?
 *
 * <p>org.mongodb:bson has no check. The cheapest that looks at every byte there is to read all names and values and drop
 * them, {@link #mongodbRead}. That accepts malformed UTF-8, which it replaces by U+FFFD, and has no limit of depth but the
 * stack; {@link #bsonwireValidate} refuses both.
 *
 * <p>{@link #bsonwireSkip} skips with the checks of {@link #bsonwireValidate}. {@link #mongodbSkip} trusts lengths: nothing
 * inside a field is looked at. {@link #bsonwireSkipUnchecked} is what corresponds to it.
 */
public class ValidateBenchmark extends DocumentSource {
    private final BsonReader reader = new BsonReader();

    /**
     * This library, the whole document at once.
     *
     * @return the document's length
     */
    @Benchmark
    public int bsonwireValidate() {
        return BsonCodec.DEFAULT.validate(source.readerIndex(0));
    }

    /**
     * This library, field by field.
     *
     * @return how many there are
     */
    @Benchmark
    public int bsonwireSkip() {
        int count = 0;
        reader.reset(source.readerIndex(0));
        while (reader.next()) {
            reader.skip();
            count++;
        }
        return count;
    }

    /**
     * This library, from field to field of the view.
     *
     * @return how many there are
     */
    @Benchmark
    public int bsonwireSkipUnchecked() {
        return RawDocument.of(source.readerIndex(0)).size();
    }

    /**
     * org.mongodb:bson, reading everything.
     *
     * @param blackhole gets the values
     * @return a sum over names and values
     */
    @Benchmark
    public long mongodbRead(Blackhole blackhole) {
        try (BsonBinaryReader peerReader = MongodbBson.reader(source.readerIndex(0))) {
            return MongodbReadSteps.read(peerReader, blackhole);
        }
    }

    /**
     * org.mongodb:bson, from field to field.
     *
     * @return how many there are
     */
    @Benchmark
    public int mongodbSkip() {
        int count = 0;
        try (BsonBinaryReader peerReader = MongodbBson.reader(source.readerIndex(0))) {
            peerReader.readStartDocument();
            while (peerReader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                peerReader.skipName();
                peerReader.skipValue();
                count++;
            }
            peerReader.readEndDocument();
        }
        return count;
    }
}
