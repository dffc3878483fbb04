package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which BSON type each Java class becomes. */
final class ValueWriter {
    private ValueWriter() {}

    /**
     * Whether an object is a {@link BsonWritable}. To ask for an interface that a class does not have takes as long as to
     * write some fields (up to Java 22), so the class that most maps are of is looked at first.
     */
    static boolean writesItself(Object object) {
        return object.getClass() != LinkedHashMap.class && object instanceof BsonWritable;
    }

    static void write(BsonWriter writer, @Nullable Object value) {
        // The classes of decoded documents first, in the order of how often they are met.
        if (value instanceof String text) {
            writer.writeString(text);
        } else if (value instanceof Integer number) {
            writer.writeInt32(number);
        } else if (value instanceof Document document) {
            writer.elements.writeDocument(document);
        } else if (value instanceof Long number) {
            writer.writeInt64(number);
        } else if (value instanceof Double number) {
            writer.writeDouble(number);
        } else if (value instanceof Boolean truth) {
            writer.writeBoolean(truth);
        } else if (value instanceof ObjectId id) {
            writer.writeObjectId(id);
        } else if (value instanceof ArrayList<?> list) {
            writer.elements.writeList(list);
        } else if (value == null) {
            writer.writeNull();
        } else {
            writeOther(writer, value);
        }
    }

    /** Writes a value that is none of the classes above. */
    static void writeOther(BsonWriter writer, Object value) {
        if (value instanceof Instant instant) {
            writer.writeDateTime(millis(writer, instant));
        } else if (value instanceof Binary binary) {
            writer.writeBinary(binary);
        } else if (writeBsonValue(writer, value)) {
            return;
        } else if (value instanceof Map<?, ?> map && !writesItself(value)) {
            writer.elements.writeMap(map);
        } else if (!writeContainer(writer, value) && !writeNumber(writer, value) && !writeOtherClass(writer, value)) {
            throw BsonEncodeException.unknownClass(value, writer.path());
        }
    }

    static void writeElements(BsonWriter writer, Map<?, ?> map) {
        if (map instanceof Document document) {
            document.writeTo(writer);
            return;
        }
        writer.checkName();
        writer.elements.write(map);
    }

    private static boolean writeBsonValue(BsonWriter writer, Object value) {
        if (value instanceof Decimal128 number) {
            writer.writeDecimal128(number);
        } else if (value instanceof BsonTimestamp timestamp) {
            writer.writeTimestamp(timestamp);
        } else if (value instanceof Regex regex) {
            writer.writeRegex(regex);
        } else if (value instanceof Code code) {
            writer.writeCode(code.code());
        } else if (value instanceof CodeWithScope code) {
            writer.startCodeWithScope(code.code());
            writeElements(writer, code.scope());
            writer.endDocument();
        } else if (value instanceof Symbol symbol) {
            writer.writeSymbol(symbol.text());
        } else if (value instanceof DbPointer pointer) {
            writer.writeDbPointer(pointer);
        } else if (value instanceof DBRef reference) {
            writer.startDocument();
            writeElements(writer, reference.toMap());
            writer.endDocument();
        } else if (value instanceof BinaryVector vector) {
            writer.writeBinary(vector.toBinary());
        } else if (value instanceof MinKey) {
            writer.writeMinKey();
        } else if (value instanceof MaxKey) {
            writer.writeMaxKey();
        } else if (value instanceof Undefined) {
            writer.writeUndefined();
        } else {
            return false;
        }
        return true;
    }

    private static boolean writeContainer(BsonWriter writer, Object value) {
        if (value instanceof RawDocument raw) {
            writer.writeRawDocument(raw);
        } else if (value instanceof RawArray raw) {
            writer.writeRawArray(raw);
        } else if (value instanceof BsonWritable writable) {
            writer.writeDocument(writable);
        } else if (value instanceof List<?> list && value instanceof RandomAccess) {
            writer.elements.writeList(list);
        } else if (value instanceof Iterable<?> iterable && isArray(iterable)) {
            writer.startArray();
            for (Iterator<?> items = iterable.iterator(); items.hasNext(); ) {
                write(writer, items.next());
            }
            writer.endArray();
        } else if (value instanceof Object[] array) {
            writer.startArray();
            for (Object item : array) {
                write(writer, item);
            }
            writer.endArray();
        } else {
            return false;
        }
        return true;
    }

    /** Not meant as an array: a path, whose elements are paths again, and a composite buffer, whose are its parts. */
    private static boolean isArray(Iterable<?> iterable) {
        return !(iterable instanceof Path) && !(iterable instanceof ByteBuf);
    }

    private static boolean writeNumber(BsonWriter writer, Object value) {
        if (value instanceof Float number) {
            writer.writeDouble(number);
        } else if (value instanceof Short || value instanceof Byte) {
            writer.writeInt32(((Number) value).intValue());
        } else if (value instanceof BigInteger number) {
            if (number.bitLength() > 63) {
                throw BsonEncodeException.outOfRange(
                        "java.math.BigInteger of bits", number.bitLength() + 1, "at most 64", writer.path());
            }
            writer.writeInt64(number.longValue());
        } else if (value instanceof BigDecimal number) {
            writer.writeDecimal128(decimal128(writer, number));
        } else {
            return false;
        }
        return true;
    }

    @SuppressWarnings("JavaUtilDate") // the old class is accepted, not used
    private static boolean writeOtherClass(BsonWriter writer, Object value) {
        if (value instanceof Date date) {
            writer.writeDateTime(date.getTime());
        } else if (value instanceof OffsetDateTime dateTime) {
            writer.writeDateTime(millis(writer, dateTime.toInstant()));
        } else if (value instanceof ZonedDateTime dateTime) {
            writer.writeDateTime(millis(writer, dateTime.toInstant()));
        } else if (value instanceof UUID uuid) {
            writer.writeUuid(uuid);
        } else if (value instanceof Pattern pattern) {
            writer.writeRegex(regex(writer, pattern));
        } else if (value instanceof byte[] bytes) {
            writer.writeBinary(Binary.GENERIC, bytes, 0, bytes.length);
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            writer.writeBinary(Binary.GENERIC, bytes, 0, bytes.length);
        } else if (value instanceof ByteBuf buffer) {
            writer.writeBinary(Binary.GENERIC, buffer);
        } else if (value.getClass().isArray()) {
            writer.startArray();
            int length = Array.getLength(value);
            for (int i = 0; i < length; i++) {
                write(writer, Array.get(value, i));
            }
            writer.endArray();
        } else {
            return false;
        }
        return true;
    }

    private static long millis(BsonWriter writer, Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            throw BsonEncodeException.outOfRange(
                    "java.time.Instant", instant, "milliseconds since 1970 within int64", writer.path(), e);
        }
    }

    private static Decimal128 decimal128(BsonWriter writer, BigDecimal number) {
        try {
            return Decimal128.of(number);
        } catch (IllegalArgumentException e) {
            throw BsonEncodeException.outOfRange(
                    "java.math.BigDecimal of digits", number.precision(), "exact as decimal128", writer.path(), e);
        }
    }

    private static Regex regex(BsonWriter writer, Pattern pattern) {
        try {
            return Regex.of(pattern);
        } catch (IllegalArgumentException e) {
            throw BsonEncodeException.outOfRange(
                    "java.util.regex.Pattern", pattern, "flags that BSON has", writer.path(), e);
        }
    }
}
