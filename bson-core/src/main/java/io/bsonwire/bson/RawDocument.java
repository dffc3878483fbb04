package io.bsonwire.bson;

import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A read-only view of a document's bytes in a {@link ByteBuf}, of any kind: nothing is copied and nothing is decoded
 * until it is asked for.
 *
 * <table>
 * <caption>Byte layout (bsonspec.org, version 1.1)</caption>
 * <tr><th>bytes</th><th>content</th><th>checked</th></tr>
 * <tr><td>4</td><td>int32: length of the whole document</td><td>when the view is made: at least 5, at most the codec's
 * limit, all bytes there</td></tr>
 * <tr><td>any</td><td>elements: type byte, name, NUL, value</td><td>when they are passed or read, see below</td></tr>
 * <tr><td>1</td><td>NUL</td><td>when the view is made</td></tr>
 * </table>
 *
 * <p><b>Looking a name up</b> walks the elements from the first and stops at the first of that name; a decode, which sees
 * all of them, keeps the last by default ({@link BsonCodec#duplicateNames}). Names are compared by bytes, and no String
 * is made of those passed. {@link #indexed} makes look-ups independent of the document's length.
 *
 * <p><b>What is not checked.</b> Elements that are passed are checked as far as it takes to pass them: known type, name
 * and value end inside the document. Their content is not looked at, nor is anything behind the element found. The
 * element found is read with the checks of a decode. {@link #validate} and {@link #toDocument} check everything. Bytes
 * that break a rule are a {@link MalformedBsonException} with offset and path from every method that comes across them,
 * never another exception. Nested views count depth and name paths from the top-level document.
 *
 * <p><b>Ownership.</b> The view borrows the buffer and never retains it: it is valid until whoever owns the buffer
 * releases it or changes these bytes. {@link #copy} has its own. Safe for use by several threads as long as the bytes
 * stay as they are.
 */
public final class RawDocument implements BsonWritable {
    private static final FieldName ID = FieldName.of("_id");

    private final RawSource source;
    private final int offset;
    private final int length;
    /** 1 for a top-level document. */
    private final int depth;

    private final @Nullable OffsetIndex index;

    /** Views bytes whose header and closing NUL are checked. */
    RawDocument(RawSource source, int offset, int length, int depth, @Nullable OffsetIndex index) {
        this.source = source;
        this.offset = offset;
        this.length = length;
        this.depth = depth;
        this.index = index;
    }

    /**
     * Views the document at the buffer's readerIndex.
     *
     * @param source holds the document; its indexes do not move
     * @return the view
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public static RawDocument of(ByteBuf source) {
        return of(source, source.readerIndex());
    }

    /**
     * Views the document at an index.
     *
     * @param source holds the document, before its writerIndex
     * @param index absolute index of its length field
     * @return the view
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public static RawDocument of(ByteBuf source, int index) {
        return of(source, index, BsonCodec.DEFAULT);
    }

    /**
     * Views the document at an index, under a codec's options.
     *
     * @param source holds the document, before its writerIndex
     * @param index absolute index of its length field
     * @param codec whose limits apply, and whose options say how values are read
     * @return the view
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public static RawDocument of(ByteBuf source, int index, BsonCodec codec) {
        return of(source, index, 0, codec);
    }

    /** As above; {@code base} is added to indexes of the buffer to make the offsets of errors. */
    static RawDocument of(ByteBuf source, int index, long base, BsonCodec codec) {
        int length = RawBytes.documentLength(source, index, codec.limits().maxDocumentSize());
        return new RawDocument(new RawSource(source, index, length, base, codec), index, length, 1, null);
    }

    /**
     * Views the document that an array starts with.
     *
     * @param source holds the document; must not change while the view is used
     * @return the view
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public static RawDocument of(byte[] source) {
        return of(source, BsonCodec.DEFAULT);
    }

    /**
     * Views the document that an array starts with, under a codec's options.
     *
     * @param source holds the document; must not change while the view is used
     * @param codec whose limits apply, and whose options say how values are read
     * @return the view
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public static RawDocument of(byte[] source, BsonCodec codec) {
        return of(Unpooled.wrappedBuffer(source), 0, codec);
    }

    ByteBuf buffer() {
        return source.buffer;
    }

    /** Absolute index of the length field. */
    int offset() {
        return offset;
    }

    // ---- the document as a whole ----

    /**
     * The length of the document.
     *
     * @return bytes, at least 5
     */
    public int length() {
        return length;
    }

    /**
     * Whether the document has no elements.
     *
     * @return true for the five bytes of the empty document
     */
    public boolean isEmpty() {
        return length == BsonFormat.MIN_DOCUMENT_LENGTH;
    }

    /**
     * Counts the elements, by walking over all of them.
     *
     * @return how many; elements of the same name count each
     * @throws MalformedBsonException if one does not fit into the document
     */
    public int size() {
        return source.count(offset, offset + length);
    }

    /**
     * The document's bytes, where they are.
     *
     * @return a slice of the buffer, not retained
     */
    public ByteBuf bytes() {
        return source.buffer.slice(offset, length);
    }

    /**
     * The document's bytes in an array of their own.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        byte[] bytes = new byte[length];
        source.buffer.getBytes(offset, bytes);
        return bytes;
    }

    /**
     * Copies the bytes, so that the result does not depend on the buffer.
     *
     * @return a view of unpooled heap memory, which needs no release
     */
    public RawDocument copy() {
        return of(toByteArray(), source.codec);
    }

    /**
     * Decodes the document.
     *
     * @return the document, independent of the buffer
     * @throws MalformedBsonException if the bytes are not well-formed
     */
    public Document toDocument() {
        return (Document) RawValues.decodeContainer(source, BsonType.DOCUMENT, offset, length, depth);
    }

    /**
     * Checks everything that {@link #toDocument} checks, without building values.
     *
     * @throws MalformedBsonException if the bytes are not well-formed: the same as {@link BsonCodec#validate} throws
     */
    public void validate() {
        RawValues.validateContainer(source, BsonType.DOCUMENT, offset, length, depth);
    }

    /**
     * A streaming reader over this document, under the view's codec.
     *
     * @return a new reader before the first element, to which this document is the top-level one
     */
    public BsonReader reader() {
        return new BsonReader(source.codec).reset(source.buffer, offset);
    }

    /**
     * A cursor over this document's elements.
     *
     * @return a new cursor before the first element
     */
    public RawCursor cursor() {
        return new RawCursor(source, offset, length, depth);
    }

    /**
     * A view of the same bytes that knows where each element is: a look-up by name then takes the same time however large
     * the document is. Worth its making, one walk over the document, when several names are looked up in a document of
     * more than a few elements. Nested views are not indexed.
     *
     * @return the view; its answers are those of this one
     * @throws MalformedBsonException if any element does not fit into the document
     */
    public RawDocument indexed() {
        return index != null
                ? this
                : new RawDocument(source, offset, length, depth, new OffsetIndex(source, offset, offset + length));
    }

    // ---- elements by name ----

    private long locate(String name) {
        FieldName wanted = RawSource.fieldName(name);
        if (wanted == null) {
            return RawSource.NONE;
        }
        return index != null ? index.find(wanted) : source.find(offset, offset + length, wanted);
    }

    private long require(String name, String expected) {
        long element = locate(name);
        if (element == RawSource.NONE) {
            throw BsonTypeException.absent(expected, source.pathOf(offset, name));
        }
        return element;
    }

    private long require(String name, BsonType expected) {
        return require(name, expected.alias());
    }

    /**
     * The value of the first element of a name: what {@link BsonCodec#decode} makes of it, but a {@link RawDocument} for
     * a document and a {@link RawArray} for an array.
     *
     * @param name its name
     * @return the value; null if there is no such element or its value is null
     * @throws MalformedBsonException if it, or an element before it, is not well-formed
     */
    public @Nullable Object get(String name) {
        long element = locate(name);
        return element == RawSource.NONE ? null : RawValues.value(source, element, depth);
    }

    /**
     * The value of the first element of a name, of a class that the caller names.
     *
     * @param name its name
     * @param type its class
     * @param <T> its class
     * @return the value
     * @throws BsonTypeException if there is no such element or its value has another class
     * @throws MalformedBsonException if it, or an element before it, is not well-formed
     */
    public <T> T get(String name, Class<T> type) {
        long element = require(name, type.getSimpleName());
        Object value = RawValues.value(source, element, depth);
        if (!type.isInstance(value)) {
            throw source.wrongType(element, type.getSimpleName());
        }
        return type.cast(value);
    }

    /**
     * Finds a value by its path: names and array indexes with dots between, as in {@code "a.b.0"}. A name that itself
     * holds a dot cannot be reached this way.
     *
     * @param path the path
     * @return as {@link #get(String)}; null if there is none there or it is null
     * @throws MalformedBsonException if an element on the way is not well-formed
     */
    public @Nullable Object find(String path) {
        return PathFinder.find(this, path);
    }

    /**
     * Whether there is an element of a name.
     *
     * @param name the name
     * @return true if so
     * @throws MalformedBsonException if it, or an element before it, does not fit into the document
     */
    public boolean contains(String name) {
        return locate(name) != RawSource.NONE;
    }

    /**
     * The type of the first element of a name.
     *
     * @param name the name
     * @return the type; null if there is no such element
     * @throws MalformedBsonException if it, or an element before it, does not fit into the document
     */
    public @Nullable BsonType type(String name) {
        long element = locate(name);
        return element == RawSource.NONE ? null : source.type(element);
    }

    /**
     * The value of an int32 element.
     *
     * @param name its name
     * @return the number
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public int getInt32(String name) {
        return RawValues.int32(source, require(name, BsonType.INT32));
    }

    /**
     * The value of an int64 element.
     *
     * @param name its name
     * @return the number
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public long getInt64(String name) {
        return RawValues.int64(source, require(name, BsonType.INT64));
    }

    /**
     * The value of a double element.
     *
     * @param name its name
     * @return the number, NaN payloads kept
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public double getDouble(String name) {
        return RawValues.float64(source, require(name, BsonType.DOUBLE));
    }

    /**
     * The value of a boolean element.
     *
     * @param name its name
     * @return true or false
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public boolean getBoolean(String name) {
        return RawValues.bool(source, require(name, BsonType.BOOLEAN));
    }

    /**
     * The value of a string element.
     *
     * @param name its name
     * @return the text
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public String getString(String name) {
        return RawValues.string(source, require(name, BsonType.STRING));
    }

    /**
     * The value of a document element.
     *
     * @param name its name
     * @return a view of it, in the same buffer
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public RawDocument getDocument(String name) {
        return RawValues.document(source, require(name, BsonType.DOCUMENT), depth);
    }

    /**
     * The value of an array element.
     *
     * @param name its name
     * @return a view of it, in the same buffer
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public RawArray getArray(String name) {
        return RawValues.array(source, require(name, BsonType.ARRAY), depth);
    }

    /**
     * The value of an ObjectId element.
     *
     * @param name its name
     * @return the ObjectId
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public ObjectId getObjectId(String name) {
        return RawValues.objectId(source, require(name, BsonType.OBJECT_ID));
    }

    /**
     * The value of a date-time element.
     *
     * @param name its name
     * @return the instant
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public Instant getDateTime(String name) {
        return Instant.ofEpochMilli(getDateTimeMillis(name));
    }

    /**
     * The value of a date-time element.
     *
     * @param name its name
     * @return milliseconds since the Unix epoch
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public long getDateTimeMillis(String name) {
        return RawValues.millis(source, require(name, BsonType.DATE_TIME));
    }

    /**
     * The value of a decimal128 element.
     *
     * @param name its name
     * @return the number
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public Decimal128 getDecimal128(String name) {
        return RawValues.decimal128(source, require(name, BsonType.DECIMAL128));
    }

    /**
     * The value of a timestamp element.
     *
     * @param name its name
     * @return the timestamp
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public BsonTimestamp getTimestamp(String name) {
        return RawValues.timestamp(source, require(name, BsonType.TIMESTAMP));
    }

    /**
     * The value of a binary element.
     *
     * @param name its name
     * @return subtype and bytes, also of a UUID
     * @throws BsonTypeException if there is no such element or it has another type
     */
    public Binary getBinary(String name) {
        return RawValues.binary(source, require(name, BsonType.BINARY));
    }

    /**
     * The value of a binary element that is a UUID under the codec's representation.
     *
     * @param name its name
     * @return the UUID
     * @throws BsonTypeException if there is no such element, or it is not binary of the representation's subtype and 16 bytes
     */
    public UUID getUuid(String name) {
        return RawValues.uuid(source, require(name, BsonType.BINARY));
    }

    /**
     * The value of an element of any numeric type, as an int64: replies of servers carry {@code ok} and the like as int32,
     * int64 or double, as it happens.
     *
     * @param name its name
     * @return the number
     * @throws BsonTypeException if there is no such element, it is not a number, or not an integer within int64
     */
    public long getAsInt64(String name) {
        return RawValues.asInt64(source, require(name, "a number"));
    }

    /**
     * The value of an element of any numeric type, as a double.
     *
     * @param name its name
     * @return the nearest double
     * @throws BsonTypeException if there is no such element or it is not a number
     */
    public double getAsDouble(String name) {
        return RawValues.asDouble(source, require(name, "a number"));
    }

    // ---- new documents from this one ----

    /**
     * Makes a document in which an element has this value: the first of that name is replaced where it stands, others of
     * that name are dropped, and if there is none it is added at the end. The other elements are copied as they are.
     *
     * @param name its name
     * @param value its value; see {@link BsonWriter#writeValue} for the classes allowed
     * @return a document with bytes of its own
     * @throws BsonEncodeException if name or value cannot be encoded, or the document gets larger than the limit
     * @throws MalformedBsonException if an element does not fit into this document
     */
    public RawDocument with(String name, @Nullable Object value) {
        RawEdit edit = new RawEdit(this, name);
        return of(source.codec.encode((BsonWritable) writer -> edit.replace(writer, value)), source.codec);
    }

    /**
     * Makes a document without the elements of a name. The others are copied as they are.
     *
     * @param name the name
     * @return a document with bytes of its own, also if there is no such element
     * @throws MalformedBsonException if an element does not fit into this document
     */
    public RawDocument without(String name) {
        RawEdit edit = new RawEdit(this, name);
        return of(source.codec.encode((BsonWritable) edit::remove), source.codec);
    }

    /**
     * Copies the elements one by one into a document that the caller began, each with the checks of
     * {@link BsonReader#skip}. As a document of its own, {@link BsonCodec#encode(BsonWritable, ByteBuf)} and
     * {@link BsonWriter#writeDocument(BsonWritable)} copy the whole at once, unchecked.
     *
     * @param writer where to write
     * @throws MalformedBsonException if an element is not well-formed
     */
    @Override
    public void writeTo(BsonWriter writer) {
        for (BsonReader reader = reader(); reader.next(); ) {
            writer.copyElement(reader);
        }
    }

    /** Whether the first element is the {@code _id}. */
    boolean startsWithId() {
        RawCursor cursor = cursor();
        return cursor.next() && cursor.nameEquals(ID);
    }

    /** Equal are raw documents of the same bytes; the codec does not matter. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawDocument that
                && length == that.length
                && ByteBufUtil.equals(source.buffer, offset, that.source.buffer, that.offset, length);
    }

    @Override
    public int hashCode() {
        return ByteBufUtil.hashCode(bytes());
    }

    /**
     * The document as relaxed Extended JSON; see {@link ExtendedJson} for other forms.
     *
     * @return one JSON object
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

    /** The document as relaxed Extended JSON, for people to read; of malformed bytes, what is wrong with them. */
    @Override
    public String toString() {
        try {
            return toJson();
        } catch (BsonException e) {
            return "RawDocument[length=" + length + ", " + e.getMessage() + "]";
        }
    }
}
