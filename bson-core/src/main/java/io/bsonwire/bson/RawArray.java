package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A read-only view of an array's bytes in a {@link ByteBuf}, as {@link RawDocument} is of a document's: the same layout,
 * the same checks, the same ownership. It is made by the view of the document that holds the array.
 *
 * <p>Elements count in the order of their bytes, from 0; the names that the bytes give them are not looked at. Going to
 * an element by its index walks over those before it: use {@link #cursor} to visit all of them.
 */
public final class RawArray {
    private final RawSource source;
    private final int offset;
    private final int length;
    private final int depth;

    /** Views bytes whose header and closing NUL are checked. */
    RawArray(RawSource source, int offset, int length, int depth) {
        this.source = source;
        this.offset = offset;
        this.length = length;
        this.depth = depth;
    }

    ByteBuf buffer() {
        return source.buffer;
    }

    /** Absolute index of the length field. */
    int offset() {
        return offset;
    }

    // ---- the array as a whole ----

    /**
     * The length of the array.
     *
     * @return bytes, at least 5
     */
    public int length() {
        return length;
    }

    /**
     * Whether the array has no elements.
     *
     * @return true for the five bytes of the empty array
     */
    public boolean isEmpty() {
        return length == BsonFormat.MIN_DOCUMENT_LENGTH;
    }

    /**
     * Counts the elements, by walking over all of them.
     *
     * @return how many
     * @throws MalformedBsonException if one does not fit into the array
     */
    public int size() {
        return source.count(offset, offset + length);
    }

    /**
     * The array's bytes, where they are.
     *
     * @return a slice of the buffer, not retained
     */
    public ByteBuf bytes() {
        return source.buffer.slice(offset, length);
    }

    /**
     * The array's bytes in a Java array of their own.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        byte[] bytes = new byte[length];
        source.buffer.getBytes(offset, bytes);
        return bytes;
    }

    /**
     * Decodes the array.
     *
     * @return the elements, modifiable, independent of the buffer
     * @throws MalformedBsonException if the bytes are not well-formed
     */
    @SuppressWarnings("unchecked")
    public List<@Nullable Object> toList() {
        return (List<@Nullable Object>) RawValues.decodeContainer(source, BsonType.ARRAY, offset, length, depth);
    }

    /**
     * Checks everything that {@link #toList} checks, without building values.
     *
     * @throws MalformedBsonException if the bytes are not well-formed
     */
    public void validate() {
        RawValues.validateContainer(source, BsonType.ARRAY, offset, length, depth);
    }

    /**
     * A cursor over the elements.
     *
     * @return a new cursor before the first element
     */
    public RawCursor cursor() {
        return new RawCursor(source, offset, length, depth);
    }

    // ---- elements by index ----

    private long require(int index) {
        long element = source.elementAt(offset, offset + length, index);
        if (element == RawSource.NONE) {
            throw BsonTypeException.noIndex(index, size(), source.pathAt(offset));
        }
        return element;
    }

    /** The value at an index, or null if there is none. */
    @Nullable
    Object find(int index) {
        long element = index < 0 ? RawSource.NONE : source.elementAt(offset, offset + length, index);
        return element == RawSource.NONE ? null : RawValues.value(source, element, depth);
    }

    /**
     * The value of an element: what {@link BsonCodec#decode} makes of it, but a {@link RawDocument} for a document and a
     * {@link RawArray} for an array.
     *
     * @param index its index
     * @return the value; null if it is null
     * @throws BsonTypeException if there is no such element
     * @throws MalformedBsonException if it, or an element before it, is not well-formed
     */
    public @Nullable Object get(int index) {
        return RawValues.value(source, require(index), depth);
    }

    /**
     * The type of an element.
     *
     * @param index its index
     * @return the type
     * @throws BsonTypeException if there is no such element
     * @throws MalformedBsonException if it, or an element before it, does not fit into the array
     */
    public BsonType type(int index) {
        return source.type(require(index));
    }

    /**
     * The value of an int32 element.
     *
     * @param index its index
     * @return the number
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public int getInt32(int index) {
        return RawValues.int32(source, require(index));
    }

    /**
     * The value of an int64 element.
     *
     * @param index its index
     * @return the number
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public long getInt64(int index) {
        return RawValues.int64(source, require(index));
    }

    /**
     * The value of a double element.
     *
     * @param index its index
     * @return the number, NaN payloads kept
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public double getDouble(int index) {
        return RawValues.float64(source, require(index));
    }

    /**
     * The value of a boolean element.
     *
     * @param index its index
     * @return true or false
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public boolean getBoolean(int index) {
        return RawValues.bool(source, require(index));
    }

    /**
     * The value of a string element.
     *
     * @param index its index
     * @return the text
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public String getString(int index) {
        return RawValues.string(source, require(index));
    }

    /**
     * The value of a document element.
     *
     * @param index its index
     * @return a view of it, in the same buffer
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public RawDocument getDocument(int index) {
        return RawValues.document(source, require(index), depth);
    }

    /**
     * The value of an array element.
     *
     * @param index its index
     * @return a view of it, in the same buffer
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public RawArray getArray(int index) {
        return RawValues.array(source, require(index), depth);
    }

    /**
     * The value of an ObjectId element.
     *
     * @param index its index
     * @return the ObjectId
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public ObjectId getObjectId(int index) {
        return RawValues.objectId(source, require(index));
    }

    /**
     * The value of a date-time element.
     *
     * @param index its index
     * @return the instant
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public Instant getDateTime(int index) {
        return Instant.ofEpochMilli(RawValues.millis(source, require(index)));
    }

    /** Equal are raw arrays of the same bytes; the codec does not matter. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawArray that
                && length == that.length
                && ByteBufUtil.equals(source.buffer, offset, that.source.buffer, that.offset, length);
    }

    @Override
    public int hashCode() {
        return ByteBufUtil.hashCode(bytes());
    }

    /**
     * The array as relaxed Extended JSON.
     *
     * @return one JSON array
     * @throws MalformedBsonException if the bytes are not well-formed
     */
    public String toJson() {
        try {
            return RawText.json(this, source.codec);
        } catch (MalformedBsonException e) {
            validate(); // says the same with the offset and path that count from the top
            throw e;
        }
    }

    /** The array as relaxed Extended JSON, for people to read; of malformed bytes, what is wrong with them. */
    @Override
    public String toString() {
        try {
            return toJson();
        } catch (BsonException e) {
            return "RawArray[length=" + length + ", " + e.getMessage() + "]";
        }
    }
}
