package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of an element that a view found (see {@link RawSource}), with the checks of a decode. Fixed-size values
 * come straight out of the buffer; the rest goes through {@link Window} and {@link EagerDecoder}, as in any decode.
 *
 * <p>A method named after a type first checks that the element has it.
 */
final class RawValues {
    private RawValues() {}

    /**
     * The value as {@link BsonCodec#decode} makes it, but views for documents and arrays.
     *
     * @param depth of the container that holds the element
     */
    static @Nullable Object value(RawSource source, long element, int depth) {
        ByteBuf buffer = source.buffer;
        int at = RawSource.valueAt(element);
        int typeByte = source.typeByte(element);
        return switch (typeByte) {
            case 0x01 -> Double.longBitsToDouble(buffer.getLongLE(at));
            case 0x02, 0x0D, 0x0E -> text(source, typeByte, element);
            case 0x03 -> document(source, element, depth);
            case 0x04 -> array(source, element, depth);
            case 0x06 -> Undefined.INSTANCE;
            case 0x07 -> new ObjectId(buffer.getInt(at), buffer.getLong(at + 4));
            case 0x08 -> bool(source, element);
            case 0x09 -> Instant.ofEpochMilli(buffer.getLongLE(at));
            case 0x0A -> null;
            case 0x10 -> buffer.getIntLE(at);
            case 0x11 -> BsonTimestamp.ofBits(buffer.getLongLE(at));
            case 0x12 -> buffer.getLongLE(at);
            case 0x13 -> Decimal128.ofBits(buffer.getLongLE(at + 8), buffer.getLongLE(at));
            case 0x7F -> MaxKey.INSTANCE;
            case 0xFF -> MinKey.INSTANCE;
            // Binary, regex, DBPointer, code with scope; no other type passes the scan.
            default -> decode(source, element, depth);
        };
    }

    private static @Nullable Object decode(RawSource source, long element, int depth) {
        return decode(source, source.typeByte(element), RawSource.valueAt(element), source.valueEnd(element), depth);
    }

    /** Decodes the value in {@code [from, to)} with all that is in it. */
    private static @Nullable Object decode(RawSource source, int typeByte, int from, int to, int depth) {
        BsonReader reader = BsonCodec.take();
        try {
            return reader.decode(source, typeByte, from, to, depth);
        } finally {
            BsonCodec.giveBack(reader);
        }
    }

    /** Decodes a whole view, which is itself at {@code depth}. */
    static Object decodeContainer(RawSource source, BsonType type, int offset, int length, int depth) {
        return Objects.requireNonNull(decode(source, type.code(), offset, offset + length, depth - 1));
    }

    /** Checks a whole view, which is itself at {@code depth}. */
    static void validateContainer(RawSource source, BsonType type, int offset, int length, int depth) {
        BsonReader reader = BsonCodec.take();
        try {
            reader.validate(source, type.code(), offset, offset + length, depth - 1);
            if (source.codec.duplicateNames() == DuplicateNames.ERROR) {
                // Names are compared where the Strings are at hand.
                reader.decode(source, type.code(), offset, offset + length, depth - 1);
            }
        } finally {
            BsonCodec.giveBack(reader);
        }
    }

    static int int32(RawSource source, long element) {
        return source.buffer.getIntLE(expect(source, element, BsonType.INT32));
    }

    static long int64(RawSource source, long element) {
        return source.buffer.getLongLE(expect(source, element, BsonType.INT64));
    }

    static double float64(RawSource source, long element) {
        return Double.longBitsToDouble(source.buffer.getLongLE(expect(source, element, BsonType.DOUBLE)));
    }

    static boolean bool(RawSource source, long element) {
        int at = expect(source, element, BsonType.BOOLEAN);
        byte value = source.buffer.getByte(at);
        if ((value & ~1) != 0) {
            throw MalformedBsonException.booleanByte(value, source.offset(at), source.pathAt(at));
        }
        return value == 1;
    }

    static long millis(RawSource source, long element) {
        return source.buffer.getLongLE(expect(source, element, BsonType.DATE_TIME));
    }

    static BsonTimestamp timestamp(RawSource source, long element) {
        return BsonTimestamp.ofBits(source.buffer.getLongLE(expect(source, element, BsonType.TIMESTAMP)));
    }

    static Decimal128 decimal128(RawSource source, long element) {
        int at = expect(source, element, BsonType.DECIMAL128);
        return Decimal128.ofBits(source.buffer.getLongLE(at + 8), source.buffer.getLongLE(at));
    }

    static ObjectId objectId(RawSource source, long element) {
        int at = expect(source, element, BsonType.OBJECT_ID);
        return new ObjectId(source.buffer.getInt(at), source.buffer.getLong(at + 4));
    }

    static String string(RawSource source, long element) {
        expect(source, element, BsonType.STRING);
        return (String) text(source, BsonType.STRING.code(), element);
    }

    /** A string, or code or symbol, which are laid out as one. */
    private static Object text(RawSource source, int typeByte, long element) {
        int at = RawSource.valueAt(element);
        int end = source.valueEnd(element);
        byte[] array = source.array();
        if (array != null) {
            int shift = source.shift(array);
            String text = new String(array, at + 4 + shift, end - at - 5, StandardCharsets.UTF_8);
            // Malformed input leaves U+FFFD behind, so only text with it needs the exact check of a decode.
            if (array[end - 1 + shift] == 0 && text.indexOf('\uFFFD') < 0) {
                return typeByte == 0x02 ? text : typeByte == 0x0D ? new Code(text) : new Symbol(text);
            }
        }
        return Objects.requireNonNull(decode(source, element, 0));
    }

    /** Binary data, also where the codec would make it a UUID. */
    static Binary binary(RawSource source, long element) {
        int at = expect(source, element, BsonType.BINARY);
        int subtype = source.buffer.getByte(at + 4) & 0xFF;
        if (subtype == Binary.OLD_BINARY) { // has an inner length to be checked, and is never a UUID
            return (Binary) Objects.requireNonNull(decode(source, element, 0));
        }
        byte[] data = new byte[source.valueEnd(element) - at - 5];
        source.buffer.getBytes(at + 5, data);
        return Binary.wrap(subtype, data);
    }

    static UUID uuid(RawSource source, long element) {
        int at = expect(source, element, BsonType.BINARY);
        int subtype = source.buffer.getByte(at + 4) & 0xFF;
        int length = source.valueEnd(element) - at - 5;
        UuidRepresentation representation = source.codec.uuidRepresentation();
        if (length != UuidRepresentation.LENGTH || !representation.decodes(subtype)) {
            throw BsonTypeException.wrongType(
                    "binData of subtype " + subtype + " and " + length + " bytes",
                    "a UUID under " + representation,
                    source.offset(RawSource.typeAt(element)),
                    source.pathAt(at));
        }
        byte[] bytes = new byte[UuidRepresentation.LENGTH];
        source.buffer.getBytes(at + 5, bytes);
        return representation.read(bytes, 0);
    }

    static RawDocument document(RawSource source, long element, int depth) {
        int at = expect(source, element, BsonType.DOCUMENT);
        return document(source, at, source.valueEnd(element), depth);
    }

    /** Views the document in {@code [at, end)}, whose length has passed the scan. */
    static RawDocument document(RawSource source, int at, int end, int depth) {
        checkContainer(source, BsonType.DOCUMENT, at, end, depth);
        return new RawDocument(source, at, end - at, depth + 1, null);
    }

    static RawArray array(RawSource source, long element, int depth) {
        int at = expect(source, element, BsonType.ARRAY);
        return array(source, at, source.valueEnd(element), depth);
    }

    /** Views the array in {@code [at, end)}, whose length has passed the scan. */
    static RawArray array(RawSource source, int at, int end, int depth) {
        checkContainer(source, BsonType.ARRAY, at, end, depth);
        return new RawArray(source, at, end - at, depth + 1);
    }

    /** Checks closing NUL and depth. */
    private static void checkContainer(RawSource source, BsonType type, int at, int end, int depth) {
        int last = end - 1;
        byte terminator = source.buffer.getByte(last);
        if (terminator != 0) {
            throw MalformedBsonException.missingTerminator(
                    type.code(), terminator, source.offset(last), source.pathAt(last));
        }
        int maxDepth = source.codec.limits().maxDepth();
        if (depth >= maxDepth) {
            throw MalformedBsonException.tooDeep(maxDepth, source.offset(at), source.pathAt(at));
        }
    }

    /** Any number as an int64, if it is one in value. */
    static long asInt64(RawSource source, long element) {
        int at = RawSource.valueAt(element);
        switch (source.typeByte(element)) {
            case 0x10 -> {
                return source.buffer.getIntLE(at);
            }
            case 0x12 -> {
                return source.buffer.getLongLE(at);
            }
            case 0x01 -> {
                double number = Double.longBitsToDouble(source.buffer.getLongLE(at));
                // 2^63 itself is the first double too large; NaN fails both comparisons.
                if (number >= -0x1p63 && number < 0x1p63 && number == Math.rint(number)) {
                    return (long) number;
                }
                throw BsonTypeException.notInt64(number, source.offset(at), source.pathAt(at));
            }
            case 0x13 -> {
                Decimal128 number = decimal128(source, element);
                if (number.isFinite()) {
                    BigDecimal exact = number.toBigDecimal();
                    long integer = number.longValue();
                    if (exact.compareTo(BigDecimal.valueOf(integer)) == 0) {
                        return integer;
                    }
                }
                throw BsonTypeException.notInt64(number, source.offset(at), source.pathAt(at));
            }
            default -> throw source.wrongType(element, "a number");
        }
    }

    /** Any number as the nearest double. */
    static double asDouble(RawSource source, long element) {
        int at = RawSource.valueAt(element);
        return switch (source.typeByte(element)) {
            case 0x01 -> Double.longBitsToDouble(source.buffer.getLongLE(at));
            case 0x10 -> source.buffer.getIntLE(at);
            case 0x12 -> source.buffer.getLongLE(at);
            case 0x13 -> decimal128(source, element).doubleValue();
            default -> throw source.wrongType(element, "a number");
        };
    }

    /** Checks the type of an element; returns where its value is. */
    private static int expect(RawSource source, long element, BsonType type) {
        if (source.typeByte(element) != type.code()) {
            throw source.wrongType(element, type.alias());
        }
        return RawSource.valueAt(element);
    }
}
