package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.int32;
import static io.bsonwire.bson.BsonFormat.int64;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the elements of one BSON document. {@code next} moves to an element, {@code type} and {@code name} look
 * at it, one of the {@code read} methods, {@code skip} or {@code enter} consumes its value.
 *
 * <pre>{@code
 * BsonReader reader = new BsonReader().reset(buffer);
 * while (reader.next()) {
 *     if (reader.type() == BsonType.INT32) {
 *         sum += reader.readInt32();
 *     } // other values are skipped by the next call of next()
 * }
 * }</pre>
 *
 * <p>Every byte that the cursor passes is checked as a decode checks it (structure, UTF-8, depth), also those of skipped
 * values: what has been walked to its end would decode. Not checked: that a name is used once.
 *
 * <p>A heap buffer is read in place; a document in any other buffer is copied in one piece into an array that the reader
 * keeps. The reader never retains or releases the source and moves none of its indexes; the source must not change until
 * the reader is done. What the {@code read} methods return is independent of it. Reusable, not for use by several
 * threads at once.
 */
public final class BsonReader {
    private static final int NO_VALUE = -1;

    private BsonCodec codec;
    private final Window window = new Window();
    private final EagerDecoder decoder = new EagerDecoder();

    // The open containers; index 1 is the top-level document. lasts[i] is the index of the closing NUL.
    private int[] lasts = new int[16];
    private int depth;

    /** Where the current container's next element starts, or the value if one is unread. */
    private int at;
    /** Type byte of the unread value, NO_VALUE if there is none. */
    private int unread = NO_VALUE;
    /** Index of the current element's type byte; its name follows. */
    private int elementAt;
    /** Index of the NUL of the current element's name. */
    private int nameEnd;

    private @Nullable BsonType type;

    /** Makes a reader under {@link BsonCodec#DEFAULT}. */
    public BsonReader() {
        this(BsonCodec.DEFAULT);
    }

    /**
     * Makes a reader.
     *
     * @param codec whose limits, UTF-8 rule, UUID representation and duplicate rule apply
     */
    public BsonReader(BsonCodec codec) {
        this.codec = codec;
    }

    /**
     * Goes to the first element of the document at the buffer's readerIndex.
     *
     * @param source holds the document
     * @return this
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public BsonReader reset(ByteBuf source) {
        return reset(source, source.readerIndex());
    }

    /**
     * Goes to the first element of the document at an index.
     *
     * @param source holds the document, before its writerIndex
     * @param index absolute index of the document's length field
     * @return this
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public BsonReader reset(ByteBuf source, int index) {
        forget();
        window.reset(source, index, codec);
        return start();
    }

    /**
     * Goes to the first element of the document in an array, read in place.
     *
     * @param bytes holds the document
     * @param offset index of its length field; offsets in errors are indexes of the array
     * @param length how many bytes may be read; bytes behind the document are left alone
     * @return this
     * @throws MalformedBsonException if length or closing NUL are wrong, or the document is larger than the limit
     */
    public BsonReader reset(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return reset(bytes, offset, length, offset);
    }

    BsonReader reset(byte[] bytes, int index, int length, long offset) {
        forget();
        window.reset(bytes, index, length, offset, codec);
        return start();
    }

    BsonReader reset(ByteBuf source, int index, BsonCodec newCodec) {
        codec = newCodec;
        return reset(source, index);
    }

    /** Leaves no current document, so that a reset that fails does not leave half of the last one. */
    private void forget() {
        depth = 0;
        unread = NO_VALUE;
        type = null;
    }

    private BsonReader start() {
        decoder.reset(codec);
        depth = 1;
        lasts[1] = window.end - 1;
        at = window.start + 4;
        elementAt = window.start;
        return this;
    }

    /** Lets go of the source and of scratch space too large to keep. */
    void release() {
        window.release();
        forget();
    }

    // ---- whole documents, for the codec ----

    /** Decodes the document that the reader was reset to. */
    Document decode() {
        return decoder.document(window);
    }

    /** Checks the document that the reader was reset to. */
    void validate(Set<NameCheck> nameChecks) {
        Validator.checkElements(window, window.start, window.end, 1, nameChecks);
    }

    // ---- parts of a raw view, for the view ----

    /** Decodes the value in {@code [from, to)}, which is inside {@code depth} containers. */
    @Nullable
    Object decode(RawSource source, int typeByte, int from, int to, int depth) {
        decoder.reset(source.codec);
        window.reset(source, from, to);
        return decoder.value(window, typeByte, window.start, window.start, window.end, depth);
    }

    /** Checks the value in {@code [from, to)}, which is inside {@code depth} containers. */
    void validate(RawSource source, int typeByte, int from, int to, int depth) {
        window.reset(source, from, to);
        Validator.checkValue(window, typeByte, window.start, window.start, window.end, depth, Validator.NO_NAME_CHECKS);
    }

    // ---- moving ----

    /**
     * Moves to the next element of the current document or array. A value that was not read is skipped first.
     *
     * @return false if there is none; the container can then be left
     * @throws MalformedBsonException if the bytes passed are not well-formed
     */
    public boolean next() {
        if (unread != NO_VALUE) {
            skip();
        }
        checkOpen();
        int last = lasts[depth];
        if (at >= last) {
            type = null;
            return false;
        }
        byte[] bytes = window.bytes;
        int typeByte = bytes[at] & 0xFF;
        if (typeByte == 0) {
            throw window.earlyTerminator(at, last);
        }
        // The name first, as the decoder does it, so that both report the same one of two faults.
        int nul = window.nameEnd(at + 1, last);
        BsonType found = BsonType.fromByte(typeByte);
        if (found == null) {
            throw window.unknownType(at);
        }
        elementAt = at;
        nameEnd = nul;
        at = nul + 1;
        unread = typeByte;
        type = found;
        return true;
    }

    /**
     * Goes into the current value, a document or an array, before its first element.
     *
     * @return this
     * @throws BsonTypeException if the value is neither
     * @throws MalformedBsonException if its length or closing NUL is wrong, or it is nested too deep
     */
    public BsonReader enter() {
        if (unread != 0x03 && unread != 0x04) {
            throw wrongType("object or array");
        }
        int end = window.documentEnd(unread, at, lasts[depth]);
        window.checkDepth(depth + 1, at);
        push(at, end);
        return this;
    }

    /**
     * Goes into the scope of the current value, code with scope, before its first element.
     *
     * @return the code
     * @throws BsonTypeException if the value is of another type
     * @throws MalformedBsonException if its lengths or its code are wrong, or it is nested too deep
     */
    public String enterCodeWithScope() {
        expect(BsonType.CODE_WITH_SCOPE);
        int scope = window.scopeStart(at, lasts[depth]);
        window.checkDepth(depth + 1, at);
        String code = window.text(BsonType.CODE.code(), at + 8, scope - 1);
        push(scope, scope + int32(window.bytes, scope));
        return code;
    }

    private void push(int start, int end) {
        if (++depth == lasts.length) {
            lasts = Arrays.copyOf(lasts, depth * 2);
        }
        lasts[depth] = end - 1;
        at = start + 4;
        unread = NO_VALUE;
        type = null;
    }

    /**
     * Leaves the current document, array or scope and goes on behind it. What was not read of it is skipped.
     *
     * @return this
     * @throws IllegalStateException in the top-level document
     * @throws MalformedBsonException if the bytes passed are not well-formed
     */
    public BsonReader leave() {
        checkOpen();
        if (depth == 1) {
            throw new IllegalStateException("leave in the top-level document");
        }
        while (next()) {
            skip();
        }
        at = lasts[depth] + 1;
        depth--;
        return this;
    }

    /**
     * Discards the current value, with the checks of a read.
     *
     * @return this
     * @throws MalformedBsonException if its bytes are not well-formed
     */
    public BsonReader skip() {
        expectValue();
        at = Validator.checkValue(window, unread, elementAt, at, lasts[depth], depth, Validator.NO_NAME_CHECKS);
        unread = NO_VALUE;
        return this;
    }

    // ---- the current element ----

    /**
     * The type of the current element.
     *
     * @return the type
     * @throws IllegalStateException if {@link #next} has not moved to an element
     */
    public BsonType type() {
        if (type == null) {
            throw new IllegalStateException("no current element: next() was not called or returned false");
        }
        return type;
    }

    /**
     * The name of the current element; in an array, its index as the bytes give it.
     *
     * @return the name; the same String for the same name in most cases
     */
    public String name() {
        checkElement();
        return FieldNameCache.text(window, elementAt + 1, nameEnd);
    }

    /**
     * Finds the current element's name in a set, without making a String.
     *
     * @param names the set
     * @return its index there, or -1
     */
    public int nameIndex(FieldNames names) {
        checkElement();
        return names.indexOf(window.bytes, elementAt + 1, nameEnd);
    }

    /**
     * The length of the current element's name.
     *
     * @return bytes of UTF-8, without the NUL
     */
    public int nameLength() {
        checkElement();
        return nameEnd - elementAt - 1;
    }

    /**
     * Copies the current element's name.
     *
     * @param target gets {@link #nameLength} bytes of UTF-8
     * @param index where in the target
     */
    public void getName(byte[] target, int index) {
        checkElement();
        System.arraycopy(window.bytes, elementAt + 1, target, index, nameEnd - elementAt - 1);
    }

    // ---- values ----

    /**
     * Reads a double.
     *
     * @return the number, NaN payloads kept
     */
    public double readDouble() {
        return Double.longBitsToDouble(readBits(BsonType.DOUBLE));
    }

    /**
     * Reads a string.
     *
     * @return the text
     */
    public String readString() {
        return readText(BsonType.STRING);
    }

    /**
     * Reads a string as UTF-8 bytes, without making a String.
     *
     * @param target gets the bytes, without the NUL, at its writerIndex
     * @return how many
     */
    public int readString(ByteBuf target) {
        expect(BsonType.STRING);
        int end = window.stringEnd(unread, at, lasts[depth]);
        int length = end - at - 5;
        target.writeBytes(window.bytes, at + 4, length);
        consumeTo(end);
        return length;
    }

    /**
     * Reads binary data of any subtype.
     *
     * @return subtype and bytes; of subtype 2 without the inner length
     */
    public Binary readBinary() {
        expect(BsonType.BINARY);
        int end = window.binaryEnd(at, lasts[depth]);
        Binary value = EagerDecoder.binary(window.bytes, at, end);
        consumeTo(end);
        return value;
    }

    /**
     * Reads an ObjectId.
     *
     * @return the ObjectId
     */
    public ObjectId readObjectId() {
        expect(BsonType.OBJECT_ID);
        int end = window.fixedEnd(unread, 12, at, lasts[depth]);
        ObjectId value = ObjectId.of(window.bytes, at);
        consumeTo(end);
        return value;
    }

    /**
     * Reads a boolean.
     *
     * @return true or false
     */
    public boolean readBoolean() {
        expect(BsonType.BOOLEAN);
        int end = window.fixedEnd(unread, 1, at, lasts[depth]);
        boolean value = window.booleanAt(at);
        consumeTo(end);
        return value;
    }

    /**
     * Reads a date-time.
     *
     * @return milliseconds since the Unix epoch
     */
    public long readDateTime() {
        return readBits(BsonType.DATE_TIME);
    }

    /** Reads null. */
    public void readNull() {
        expect(BsonType.NULL);
        consumeTo(at);
    }

    /**
     * Reads a regular expression.
     *
     * @return pattern and options
     */
    public Regex readRegex() {
        expect(BsonType.REGEX);
        Regex value = decoder.regex(window, at, lasts[depth]);
        consumeTo(decoder.end());
        return value;
    }

    /**
     * Reads a DBPointer.
     *
     * @return namespace and id
     */
    public DbPointer readDbPointer() {
        expect(BsonType.DB_POINTER);
        DbPointer value = decoder.dbPointer(window, at, lasts[depth]);
        consumeTo(decoder.end());
        return value;
    }

    /**
     * Reads JavaScript code.
     *
     * @return the code
     */
    public Code readCode() {
        return new Code(readText(BsonType.CODE));
    }

    /**
     * Reads a symbol.
     *
     * @return the symbol
     */
    public Symbol readSymbol() {
        return new Symbol(readText(BsonType.SYMBOL));
    }

    /**
     * Reads code with scope.
     *
     * @return code and decoded scope
     */
    public CodeWithScope readCodeWithScope() {
        expect(BsonType.CODE_WITH_SCOPE);
        CodeWithScope value = decoder.codeWithScope(window, at, lasts[depth], depth);
        consumeTo(decoder.end());
        return value;
    }

    /**
     * Reads an int32.
     *
     * @return the number
     */
    public int readInt32() {
        expect(BsonType.INT32);
        int end = window.fixedEnd(unread, 4, at, lasts[depth]);
        int value = int32(window.bytes, at);
        consumeTo(end);
        return value;
    }

    /**
     * Reads a timestamp.
     *
     * @return seconds and increment
     */
    public BsonTimestamp readTimestamp() {
        return BsonTimestamp.ofBits(readBits(BsonType.TIMESTAMP));
    }

    /**
     * Reads an int64.
     *
     * @return the number
     */
    public long readInt64() {
        return readBits(BsonType.INT64);
    }

    /**
     * Reads a decimal128.
     *
     * @return the number, bit for bit
     */
    public Decimal128 readDecimal128() {
        expect(BsonType.DECIMAL128);
        int end = window.fixedEnd(unread, 16, at, lasts[depth]);
        Decimal128 value = Decimal128.ofBits(int64(window.bytes, at + 8), int64(window.bytes, at));
        consumeTo(end);
        return value;
    }

    /**
     * Reads a document eagerly.
     *
     * @return the document, independent of the source
     */
    public Document readDocument() {
        expect(BsonType.DOCUMENT);
        return (Document) Objects.requireNonNull(readValue());
    }

    /**
     * Reads an array eagerly.
     *
     * @return the elements, modifiable, independent of the source
     */
    @SuppressWarnings("unchecked")
    public List<@Nullable Object> readArray() {
        expect(BsonType.ARRAY);
        return (List<@Nullable Object>) Objects.requireNonNull(readValue());
    }

    /**
     * Reads a value of any type eagerly.
     *
     * @return what {@link BsonCodec#decode} makes of such a value
     */
    public @Nullable Object readValue() {
        expectValue();
        Object value = decoder.value(window, unread, elementAt, at, lasts[depth], depth);
        consumeTo(decoder.end());
        return value;
    }

    /**
     * Copies the bytes of the current value, after the checks of {@link #skip}.
     *
     * @param target gets the bytes, without type and name, at its writerIndex
     * @return how many
     */
    public int readRawValue(ByteBuf target) {
        int from = at;
        skip();
        target.writeBytes(window.bytes, from, at - from);
        return at - from;
    }

    void copyNameTo(BsonWriter writer) {
        expectValue();
        writer.writeRawName(window.bytes, elementAt + 1, nameEnd - elementAt - 1);
    }

    void copyValueTo(BsonWriter writer) {
        expectValue();
        int from = at;
        int typeByte = unread;
        skip();
        writer.writeRawValue(typeByte, window.bytes, from, at - from);
    }

    private long readBits(BsonType wanted) {
        expect(wanted);
        int end = window.fixedEnd(unread, 8, at, lasts[depth]);
        long value = int64(window.bytes, at);
        consumeTo(end);
        return value;
    }

    private String readText(BsonType wanted) {
        expect(wanted);
        String value = decoder.string(window, unread, at, lasts[depth]);
        consumeTo(decoder.end());
        return value;
    }

    private void consumeTo(int end) {
        at = end;
        unread = NO_VALUE;
    }

    // ---- position ----

    /**
     * How many containers are open.
     *
     * @return 1 in the top-level document
     */
    public int depth() {
        return depth;
    }

    /**
     * Where the cursor stands: the first byte of an unread value, else of the next element.
     *
     * @return absolute index in the source buffer or array; in a {@link BsonStream}, the offset from its start
     */
    public long offset() {
        return window.offset(at);
    }

    /**
     * The length of the top-level document.
     *
     * @return bytes
     */
    public int documentLength() {
        return window.end - window.start;
    }

    /**
     * The path of the current element, or of the container that was just entered.
     *
     * @return for example {@code a.b[2]}; empty in the top-level document before its first element
     */
    public String path() {
        checkOpen();
        return type == null ? containerPath() : window.pathAt(elementAt);
    }

    private String containerPath() {
        return depth == 1 ? "" : window.pathAt(lasts[depth]);
    }

    private void checkOpen() {
        if (depth == 0) {
            throw new IllegalStateException("reader without a document: reset() was not called or failed");
        }
    }

    private void checkElement() {
        if (type == null) {
            throw new IllegalStateException("no current element: next() was not called or returned false");
        }
    }

    private void expectValue() {
        if (unread == NO_VALUE) {
            throw new IllegalStateException("no unread value: call next() first");
        }
    }

    private void expect(BsonType wanted) {
        if (unread != wanted.code()) {
            throw wrongType(wanted.alias());
        }
    }

    private BsonTypeException wrongType(String expected) {
        expectValue();
        return BsonTypeException.wrongType(
                type().alias(), expected, window.offset(elementAt), window.pathAt(elementAt));
    }
}
