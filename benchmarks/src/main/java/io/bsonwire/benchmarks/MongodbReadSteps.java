package io.bsonwire.benchmarks;

import org.bson.BsonBinary;
import org.bson.BsonBinaryReader;
import org.bson.BsonRegularExpression;
import org.bson.BsonTimestamp;
import org.bson.BsonType;
import org.openjdk.jmh.infra.Blackhole;

/** Does with org.mongodb:bson what {@link ReadSteps} does with this library, and comes to the same sum. */
final class MongodbReadSteps {
    private MongodbReadSteps() {}

    /** Reads the document that the reader is in front of. */
    static long read(BsonBinaryReader reader, Blackhole blackhole) {
        reader.readStartDocument();
        long sum = elements(reader, true, blackhole);
        reader.readEndDocument();
        return sum;
    }

    private static long elements(BsonBinaryReader reader, boolean named, Blackhole blackhole) {
        long sum = 0;
        for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader.readBsonType()) {
            if (named) {
                sum += text(reader.readName(), blackhole);
            }
            sum += value(type, reader, blackhole);
        }
        return sum;
    }

    private static long value(BsonType type, BsonBinaryReader reader, Blackhole blackhole) {
        return switch (type) {
            case DOUBLE -> Double.doubleToRawLongBits(reader.readDouble());
            case STRING -> text(reader.readString(), blackhole);
            case DOCUMENT -> read(reader, blackhole);
            case ARRAY -> {
                reader.readStartArray();
                long sum = elements(reader, false, blackhole);
                reader.readEndArray();
                yield sum;
            }
            case BINARY -> {
                BsonBinary binary = reader.readBinaryData();
                blackhole.consume(binary);
                yield binary.getData().length;
            }
            case OBJECT_ID -> {
                blackhole.consume(reader.readObjectId());
                yield 12;
            }
            case BOOLEAN -> reader.readBoolean() ? 1 : 0;
            case DATE_TIME -> reader.readDateTime();
            case NULL -> {
                reader.readNull();
                yield 1;
            }
            case REGULAR_EXPRESSION -> {
                BsonRegularExpression regex = reader.readRegularExpression();
                yield text(regex.getPattern(), blackhole) + text(regex.getOptions(), blackhole);
            }
            case JAVASCRIPT -> text(reader.readJavaScript(), blackhole);
            case JAVASCRIPT_WITH_SCOPE -> text(reader.readJavaScriptWithScope(), blackhole) + read(reader, blackhole);
            case INT32 -> reader.readInt32();
            case TIMESTAMP -> {
                BsonTimestamp timestamp = reader.readTimestamp();
                blackhole.consume(timestamp);
                yield timestamp.getValue();
            }
            case INT64 -> reader.readInt64();
            case MIN_KEY -> {
                reader.readMinKey();
                yield 2;
            }
            case MAX_KEY -> {
                reader.readMaxKey();
                yield 2;
            }
            default -> throw new IllegalArgumentException("type: " + type + " (expected: one of those measured)");
        };
    }

    private static long text(String text, Blackhole blackhole) {
        blackhole.consume(text);
        return text.length();
    }
}
