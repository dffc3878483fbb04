package io.bsonwire.benchmarks.compare;

import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.RawCursor;
import org.bson.BsonBinaryReader;

/**
 * The row {@code iterate}: visits every element, those of embedded documents and arrays too, and adds up its type, the
 * length of its name (not in arrays, whose names are indexes) and its value: numbers, dates and booleans as they are, a
 * double as its bits, texts and binaries as their length, others as 0. All languages do the same, and their sums have to
 * be equal.
 */
final class Walk {
    private Walk() {}

    static long elements(RawCursor cursor, boolean array) {
        long sum = 0;
        while (cursor.next()) {
            BsonType type = cursor.type();
            sum += type.code() + (array ? 0 : cursor.nameLength());
            sum += switch (type) {
                case DOUBLE -> Double.doubleToRawLongBits(cursor.getDouble());
                case STRING, CODE, SYMBOL, BINARY -> cursor.valueLength() - 5L; // less length and NUL, or subtype
                case DOCUMENT -> elements(cursor.getDocument().cursor(), false);
                case ARRAY -> elements(cursor.getArray().cursor(), true);
                case BOOLEAN -> cursor.getBoolean() ? 1 : 0;
                case DATE_TIME -> cursor.getDateTimeMillis();
                case INT32 -> cursor.getInt32();
                case INT64 -> cursor.getInt64();
                default -> 0;
            };
        }
        return sum;
    }

    static long elements(BsonReader reader, boolean array) {
        long sum = 0;
        while (reader.next()) {
            BsonType type = reader.type();
            sum += type.code() + (array ? 0 : reader.nameLength());
            sum += switch (type) {
                case DOUBLE -> Double.doubleToRawLongBits(reader.readDouble());
                case STRING, CODE, SYMBOL, BINARY -> skipped(reader) - 5;
                case DOCUMENT, ARRAY -> {
                    long inner = elements(reader.enter(), type == BsonType.ARRAY);
                    reader.leave();
                    yield inner;
                }
                case BOOLEAN -> reader.readBoolean() ? 1 : 0;
                case DATE_TIME -> reader.readDateTime();
                case INT32 -> reader.readInt32();
                case INT64 -> reader.readInt64();
                default -> {
                    reader.skip();
                    yield 0;
                }
            };
        }
        return sum;
    }

    private static long skipped(BsonReader reader) {
        long before = reader.offset();
        return reader.skip().offset() - before;
    }

    /** The same by org.mongodb:bson, whose reader makes a String of every name. */
    static long elements(BsonBinaryReader reader, boolean array) {
        long sum = 0;
        org.bson.BsonType type = reader.readBsonType();
        while (type != org.bson.BsonType.END_OF_DOCUMENT) {
            sum += type.getValue();
            if (!array) {
                sum += reader.readName().length();
            }
            sum += switch (type) {
                case DOUBLE -> Double.doubleToRawLongBits(reader.readDouble());
                case STRING, JAVASCRIPT, SYMBOL, BINARY -> skipped(reader) - 5;
                case DOCUMENT -> {
                    reader.readStartDocument();
                    long inner = elements(reader, false);
                    reader.readEndDocument();
                    yield inner;
                }
                case ARRAY -> {
                    reader.readStartArray();
                    long inner = elements(reader, true);
                    reader.readEndArray();
                    yield inner;
                }
                case BOOLEAN -> reader.readBoolean() ? 1 : 0;
                case DATE_TIME -> reader.readDateTime();
                case INT32 -> reader.readInt32();
                case INT64 -> reader.readInt64();
                default -> {
                    reader.skipValue();
                    yield 0;
                }
            };
            type = reader.readBsonType();
        }
        return sum;
    }

    private static long skipped(BsonBinaryReader reader) {
        long before = reader.getBsonInput().getPosition();
        reader.skipValue();
        return reader.getBsonInput().getPosition() - before;
    }
}
