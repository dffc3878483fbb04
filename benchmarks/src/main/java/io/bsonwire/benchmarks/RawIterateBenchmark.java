package io.bsonwire.benchmarks;

import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import org.bson.AbstractBsonReader;
import org.bson.BsonBinaryReader;
import org.bson.BsonType;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does it cost to go over all elements of a document, on all its levels, with the type of each but without names or
 * values?
 *
 * <p>The peer is BsonBinaryReader of org.mongodb:bson, skipping names and values. Both look at no more than they need to
 * find the next element; neither checks texts.
 */
public class RawIterateBenchmark extends DocumentSource {
    /**
     * This library.
     *
     * @return how many elements there are
     */
    @Benchmark
    public int bsonwire() {
        return count(RawDocument.of(source).cursor());
    }

    private static int count(RawCursor cursor) {
        int count = 0;
        while (cursor.next()) {
            count++;
            switch (cursor.type()) {
                case DOCUMENT -> count += count(cursor.getDocument().cursor());
                case ARRAY -> count += count(cursor.getArray().cursor());
                default -> {} // nothing inside
            }
        }
        return count;
    }

    /**
     * org.mongodb:bson.
     *
     * @return the same
     */
    @Benchmark
    public int mongodb() {
        try (BsonBinaryReader reader = MongodbBson.reader(source)) {
            reader.readStartDocument();
            return count(reader);
        }
    }

    private static int count(BsonBinaryReader reader) {
        int count = 0;
        for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader.readBsonType()) {
            count++;
            if (reader.getState() == AbstractBsonReader.State.NAME) {
                reader.skipName(); // elements of arrays come without
            }
            switch (type) {
                case DOCUMENT -> {
                    reader.readStartDocument();
                    count += count(reader);
                    reader.readEndDocument();
                }
                case ARRAY -> {
                    reader.readStartArray();
                    count += count(reader);
                    reader.readEndArray();
                }
                default -> reader.skipValue();
            }
        }
        return count;
    }
}
