package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import java.util.Map;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does it cost to decode a document eagerly, to something that holds on to no buffer?
 *
 * <p>The peers are org.mongodb:bson to its Document and its BsonDocument, and bson4jackson to maps. This library refuses
 * malformed UTF-8, which the others replace; the names of org.mongodb:bson's documents are new strings each time, while this
 * library shares them.
 *
 * <p>{@code -p document=} takes each name of {@link BenchmarkDocuments}.
 */
public class DecodeBenchmark extends DocumentSource {
    /**
     * This library.
     *
     * @return the document
     */
    @Benchmark
    public Document bsonwire() {
        return BsonCodec.DEFAULT.decode(source.readerIndex(0));
    }

    /**
     * org.mongodb:bson to its Document.
     *
     * @return the document
     */
    @Benchmark
    public org.bson.Document mongodbDocument() {
        return MongodbBson.decode(source.readerIndex(0));
    }

    /**
     * org.mongodb:bson to its BsonDocument.
     *
     * @return the document
     */
    @Benchmark
    public BsonDocument mongodbBsonDocument() {
        return MongodbBson.decodeBsonDocument(source.readerIndex(0));
    }

    /**
     * bson4jackson to maps.
     *
     * @return the document
     */
    @Benchmark
    public Map<String, @Nullable Object> bson4jacksonMap() {
        return Bson4Jackson.decode(source.readerIndex(0));
    }
}
