package io.bsonwire.benchmarks;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.Regex;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Reads each name and value of a document by the call for its type. The result is a sum of lengths of texts and of numbers,
 * which two readers that have found the same have in common.
 */
final class ReadSteps {
    private ReadSteps() {}

    /** Reads the rest of the current document. */
    static long read(BsonReader reader, Blackhole blackhole) {
        return elements(reader, true, blackhole);
    }

    private static long elements(BsonReader reader, boolean named, Blackhole blackhole) {
        long sum = 0;
        while (reader.next()) {
            if (named) {
                sum += text(reader.name(), blackhole);
            }
            sum += value(reader, blackhole);
        }
        return sum;
    }

    private static long value(BsonReader reader, Blackhole blackhole) {
        return switch (reader.type()) {
            case DOUBLE -> Double.doubleToRawLongBits(reader.readDouble());
            case STRING -> text(reader.readString(), blackhole);
            case DOCUMENT, ARRAY -> {
                boolean named = reader.type() == BsonType.DOCUMENT;
                long sum = elements(reader.enter(), named, blackhole);
                reader.leave();
                yield sum;
            }
            case BINARY -> {
                Binary binary = reader.readBinary();
                blackhole.consume(binary);
                yield binary.length();
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
            case REGEX -> {
                Regex regex = reader.readRegex();
                yield text(regex.pattern(), blackhole) + text(regex.options(), blackhole);
            }
            case CODE -> text(reader.readCode().code(), blackhole);
            case CODE_WITH_SCOPE -> {
                long code = text(reader.enterCodeWithScope(), blackhole);
                long scope = elements(reader, true, blackhole);
                reader.leave();
                yield code + scope;
            }
            case INT32 -> reader.readInt32();
            case TIMESTAMP -> {
                BsonTimestamp timestamp = reader.readTimestamp();
                blackhole.consume(timestamp);
                yield timestamp.bits();
            }
            case INT64 -> reader.readInt64();
            case MIN_KEY, MAX_KEY -> {
                blackhole.consume(reader.readValue());
                yield 2;
            }
            default ->
                throw new IllegalArgumentException("type: " + reader.type() + " (expected: one of those measured)");
        };
    }

    private static long text(String text, Blackhole blackhole) {
        blackhole.consume(text);
        return text.length();
    }
}
