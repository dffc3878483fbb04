package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the elements of a {@link RawDocument} or {@link RawArray} in the order of their bytes, without parsing
 * values: {@code next} or {@code find} moves to an element, the other methods look at it and move nothing.
 *
 * <pre>{@code
 * for (RawCursor cursor = document.cursor(); cursor.next(); ) {
 *     if (cursor.type() == BsonType.INT32) {
 *         sum += cursor.getInt32();
 *     }
 * }
 * }</pre>
 *
 * <p>When the cursor is on an element, its type is known to be one and its name and value to lie inside the document;
 * their content is checked when it is asked for, with the checks of a decode. Bytes that break a rule are a
 * {@link MalformedBsonException} with offset and path.
 *
 * <p>Neither moving, nor comparing names, nor getting a number, a boolean or milliseconds makes any object. The cursor
 * borrows the buffer as its view does, and the buffer must not grow either while the cursor is used. Not for use by
 * several threads at once.
 */
public final class RawCursor {
    private static final int NO_ELEMENT = -1;

    private final RawSource source;
    private final int depth;
    private final int start;
    private final int length;

    // Indexes from here on are those that RawScan takes.
    private final ByteBuf buffer;
    private final byte @Nullable [] array;
    private final int shift;
    private final int last;

    private int typeByte = NO_ELEMENT;
    private int typeAt;
    private int nameLength;
    private int valueAt;
    /** Where the current element ends and the next one starts. */
    private int valueEnd;

    private @Nullable Window window;

    RawCursor(RawSource source, int start, int length, int depth) {
        this.source = source;
        this.start = start;
        this.length = length;
        this.depth = depth;
        buffer = source.buffer;
        array = source.array();
        shift = source.shift(array);
        last = start + length - 1 + shift;
        valueEnd = start + 4 + shift;
    }

    // ---- moving ----

    /**
     * Moves to the next element.
     *
     * @return false if there is none; then there is no current element either
     * @throws MalformedBsonException if the bytes that follow are not an element that fits into the document
     */
    public boolean next() {
        int at = valueEnd;
        if (at >= last) {
            typeByte = NO_ELEMENT;
            return false;
        }
        int type = -1;
        int nul = 0;
        if (nameLength < 7 && last - at >= 8) { // type, name and NUL in one read
            long word = RawScan.int64(buffer, array, at);
            if (RawScan.firstNulIs(nameLength, word >>> 8)) {
                type = (int) word & 0xFF;
                nul = at + 1 + nameLength;
            }
        }
        if (type < 0) {
            type = RawScan.int8(buffer, array, at) & 0xFF;
            nul = RawScan.indexOfNul(buffer, array, at + 1, last, at + 1 + nameLength);
        }
        int size = nul < 0 ? -1 : RawScan.sizeOfValue(buffer, array, type, nul + 1, last);
        if (size < 0) {
            throw refusal(at);
        }
        nameLength = nul - at - 1;
        typeByte = type;
        typeAt = at;
        valueAt = nul + 1;
        valueEnd = nul + 1 + size;
        return true;
    }

    /**
     * Moves forward to the next element of a name; the current one is not considered.
     *
     * @param name the name
     * @return false if there is none; then the cursor is at the end
     * @throws MalformedBsonException if bytes on the way are not an element that fits into the document
     */
    public boolean find(String name) {
        FieldName wanted = RawSource.fieldName(name);
        if (wanted == null) { // no element can have such a name
            while (next()) {}
            return false;
        }
        return find(wanted);
    }

    /**
     * Moves forward to the next element of a name from a pre-encoded set; the current one is not considered.
     *
     * @param names the set
     * @param index the index of the name in it
     * @return false if there is none; then the cursor is at the end
     * @throws MalformedBsonException if bytes on the way are not an element that fits into the document
     */
    public boolean find(FieldNames names, int index) {
        return find(names.encoded(index));
    }

    private boolean find(FieldName name) {
        int at = RawScan.find(buffer, array, valueEnd, last, name);
        if (at < 0) {
            if (at != RawScan.ABSENT) {
                throw refusal(RawScan.failedAt(at));
            }
            valueEnd = last;
            typeByte = NO_ELEMENT;
            return false;
        }
        valueEnd = at;
        return next();
    }

    /**
     * Goes back before the first element.
     *
     * @return this
     */
    public RawCursor rewind() {
        valueEnd = start + 4 + shift;
        typeByte = NO_ELEMENT;
        return this;
    }

    private MalformedBsonException refusal(int at) {
        typeByte = NO_ELEMENT;
        return source.refusal(at - shift, start + length);
    }

    // ---- the current element ----

    /**
     * The type of the current element.
     *
     * @return the type
     * @throws IllegalStateException if there is no current element; so do all methods below
     */
    public BsonType type() {
        checkElement();
        return Objects.requireNonNull(BsonType.fromByte(typeByte)); // next() has seen that it is one
    }

    /**
     * The name of the current element; in an array, its index as the bytes give it.
     *
     * @return the name; the same String for the same name in most cases
     * @throws MalformedBsonException if it is not well-formed UTF-8 and the codec does not replace that
     */
    public String name() {
        checkElement();
        // Some bytes more than the name, where they are, let the cache compare by words.
        int to = Math.min(last + 1, Math.max(valueAt, typeAt + 1 + FieldName.SLACK));
        Window bytes = window(typeAt + 1, to);
        return FieldNameCache.text(bytes, bytes.start, bytes.start + valueAt - typeAt - 2);
    }

    /**
     * Finds the current element's name in a set, without making a String.
     *
     * @param names the set
     * @return its index there, or -1
     */
    public int nameIndex(FieldNames names) {
        checkElement();
        Window bytes = window(typeAt + 1, valueAt);
        return names.indexOf(bytes.bytes, bytes.start, bytes.end - 1);
    }

    /**
     * Whether the current element has this name, found out without making a String.
     *
     * @param name the name
     * @return true if so
     */
    public boolean nameEquals(String name) {
        FieldName wanted = RawSource.fieldName(name);
        checkElement();
        return wanted != null && nameEquals(wanted);
    }

    /**
     * Whether the current element has this name of a pre-encoded set.
     *
     * @param names the set
     * @param index the index of the name in it
     * @return true if so
     */
    public boolean nameEquals(FieldNames names, int index) {
        checkElement();
        return nameEquals(names.encoded(index));
    }

    boolean nameEquals(FieldName name) {
        return RawScan.nameMatches(buffer, array, typeAt + 1, last + 1, name);
    }

    /**
     * The length of the current element's name.
     *
     * @return bytes of UTF-8, without the NUL
     */
    public int nameLength() {
        checkElement();
        return valueAt - typeAt - 2;
    }

    /**
     * Copies the current element's name, unchecked.
     *
     * @param target gets {@link #nameLength} bytes of UTF-8
     * @param index where in the target
     */
    public void getName(byte[] target, int index) {
        buffer.getBytes(offset() + 1, target, index, nameLength());
    }

    /**
     * Where the current element starts.
     *
     * @return absolute index in the buffer of its type byte
     */
    public int offset() {
        checkElement();
        return typeAt - shift;
    }

    /** Absolute index in the buffer behind the current element. */
    int end() {
        checkElement();
        return valueEnd - shift;
    }

    /**
     * Where the current value starts.
     *
     * @return absolute index in the buffer
     */
    public int valueOffset() {
        checkElement();
        return valueAt - shift;
    }

    /**
     * The length of the current value as it lies in the buffer, length fields and closing NULs included.
     *
     * @return bytes; 0 for types without a value
     */
    public int valueLength() {
        checkElement();
        return valueEnd - valueAt;
    }

    /**
     * The current value's bytes, where they are.
     *
     * @return a slice of the buffer, not retained
     */
    public ByteBuf valueBytes() {
        return buffer.slice(valueOffset(), valueLength());
    }

    /**
     * The path of the current element.
     *
     * @return for example {@code a.b[2]}, from the top-level document on
     */
    public String path() {
        return source.pathAt(offset());
    }

    private Window window(int from, int to) {
        Window bytes = window;
        if (bytes == null) {
            bytes = new Window();
            window = bytes;
        }
        bytes.reset(source, from - shift, to - shift);
        return bytes;
    }

    // ---- the current value ----

    private long element() {
        checkElement();
        return RawSource.element(typeAt - shift, valueAt - shift);
    }

    private void checkElement() {
        if (typeByte == NO_ELEMENT) {
            throw new IllegalStateException(
                    "no current element: next() or find() was not called, returned false or failed");
        }
    }

    /** Index of the value, which has to be of this type. */
    private int valueOf(BsonType expected) {
        if (typeByte != expected.code()) {
            throw source.wrongType(element(), expected.alias());
        }
        return valueAt;
    }

    /**
     * The current value: what {@link BsonCodec#decode} makes of it, but a {@link RawDocument} for a document and a
     * {@link RawArray} for an array.
     *
     * @return the value; null if it is null
     * @throws MalformedBsonException if it is not well-formed
     */
    public @Nullable Object value() {
        return RawValues.value(source, element(), depth);
    }

    /**
     * The current value, an int32.
     *
     * @return the number
     * @throws BsonTypeException if it is of another type
     */
    public int getInt32() {
        return RawScan.int32(buffer, array, valueOf(BsonType.INT32));
    }

    /**
     * The current value, an int64.
     *
     * @return the number
     * @throws BsonTypeException if it is of another type
     */
    public long getInt64() {
        return RawScan.int64(buffer, array, valueOf(BsonType.INT64));
    }

    /**
     * The current value, a double.
     *
     * @return the number, NaN payloads kept
     * @throws BsonTypeException if it is of another type
     */
    public double getDouble() {
        return Double.longBitsToDouble(RawScan.int64(buffer, array, valueOf(BsonType.DOUBLE)));
    }

    /**
     * The current value, a boolean.
     *
     * @return true or false
     * @throws BsonTypeException if it is of another type
     * @throws MalformedBsonException if its byte is neither 0 nor 1
     */
    public boolean getBoolean() {
        return RawValues.bool(source, element());
    }

    /**
     * The current value, a string.
     *
     * @return the text
     * @throws BsonTypeException if it is of another type
     * @throws MalformedBsonException if its closing NUL is missing or it is not well-formed UTF-8
     */
    public String getString() {
        return RawValues.string(source, element());
    }

    /**
     * The current value, a document.
     *
     * @return a view of it, in the same buffer
     * @throws BsonTypeException if it is of another type
     * @throws MalformedBsonException if its closing NUL is missing, or it is nested too deep
     */
    public RawDocument getDocument() {
        return RawValues.document(source, valueOf(BsonType.DOCUMENT) - shift, valueEnd - shift, depth);
    }

    /**
     * The current value, an array.
     *
     * @return a view of it, in the same buffer
     * @throws BsonTypeException if it is of another type
     * @throws MalformedBsonException if its closing NUL is missing, or it is nested too deep
     */
    public RawArray getArray() {
        return RawValues.array(source, valueOf(BsonType.ARRAY) - shift, valueEnd - shift, depth);
    }

    /**
     * The current value, an ObjectId.
     *
     * @return the ObjectId
     * @throws BsonTypeException if it is of another type
     */
    public ObjectId getObjectId() {
        return RawValues.objectId(source, element());
    }

    /**
     * The current value, a date-time.
     *
     * @return the instant
     * @throws BsonTypeException if it is of another type
     */
    public Instant getDateTime() {
        return Instant.ofEpochMilli(getDateTimeMillis());
    }

    /**
     * The current value, a date-time.
     *
     * @return milliseconds since the Unix epoch
     * @throws BsonTypeException if it is of another type
     */
    public long getDateTimeMillis() {
        return RawScan.int64(buffer, array, valueOf(BsonType.DATE_TIME));
    }

    /**
     * The current value, a decimal128.
     *
     * @return the number
     * @throws BsonTypeException if it is of another type
     */
    public Decimal128 getDecimal128() {
        return RawValues.decimal128(source, element());
    }

    /**
     * The current value, a timestamp.
     *
     * @return the timestamp
     * @throws BsonTypeException if it is of another type
     */
    public BsonTimestamp getTimestamp() {
        return RawValues.timestamp(source, element());
    }

    /**
     * The current value, a binary.
     *
     * @return subtype and bytes, also of a UUID
     * @throws BsonTypeException if it is of another type
     * @throws MalformedBsonException if the inner length of subtype 2 is wrong
     */
    public Binary getBinary() {
        return RawValues.binary(source, element());
    }

    /**
     * The current value, a binary that is a UUID under the codec's representation.
     *
     * @return the UUID
     * @throws BsonTypeException if it is of another type, or of another subtype or length
     */
    public UUID getUuid() {
        return RawValues.uuid(source, element());
    }

    /**
     * The current value, a number of any type, as an int64.
     *
     * @return the number
     * @throws BsonTypeException if it is not a number, or not an integer within int64
     */
    public long getAsInt64() {
        return RawValues.asInt64(source, element());
    }

    /**
     * The current value, a number of any type, as a double.
     *
     * @return the nearest double
     * @throws BsonTypeException if it is not a number
     */
    public double getAsDouble() {
        return RawValues.asDouble(source, element());
    }
}
