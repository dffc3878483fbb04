package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.putInt32;
import static io.bsonwire.bson.BsonFormat.putInt64;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appends BSON documents to a {@link ByteBuf}, value by value. In a document each value is preceded by a call of
 * {@code name}; in an array the names are the indexes, and the writer makes them.
 *
 * <pre>{@code
 * BsonWriter writer = new BsonWriter().reset(buffer);
 * writer.startDocument();
 * writer.name("n").writeInt32(1);
 * writer.name("list").startArray().writeString("a").writeNull().endArray();
 * writer.endDocument();
 * }</pre>
 *
 * <p>The bytes are laid down in an array that the writer keeps, and reach the buffer (its writerIndex moves) in one copy
 * when a top-level document ends. So when something fails half way, the buffer is as it was; {@link #reset} makes
 * the writer ready again. Lengths are filled in when a document or array ends.
 *
 * <p>Checked: nesting depth and document size (the codec's limits), NUL in names and regular expressions, surrogates
 * without partner, names before values. Not checked: that a name is used once.
 *
 * <p>The writer borrows the target: it never retains or releases it. Reusable, not for use by several threads at once.
 */
public final class BsonWriter {
    private static final byte DOCUMENT = 0x03;
    private static final byte ARRAY = 0x04;
    private static final byte CODE_WITH_SCOPE = 0x0F;
    /** Name of the container at the root: there is none. */
    private static final int NO_NAME = -1;
    /** Free bytes that every value may count on behind a name: type byte, fixed-size value, closing NUL. */
    static final int ROOM = 32;

    private BsonCodec codec;
    private final Scratch out = new Scratch();
    private @Nullable ByteBuf target;
    /** Finished documents wait in {@link #out} for others until there are this many bytes; 0 if they do not wait. */
    private int hold;

    /** Those that are open; its first is unused so that depth is also the index of the innermost. */
    private Container[] containers = Container.grown(new Container[0], 16);

    private int depth;
    /** The containers up to this depth are not the current {@link BsonWritable}'s own: it may not end them. */
    private int floor;

    /** Index of the type byte of the element whose name is written and whose value is not; NO_NAME otherwise. */
    private int pendingType = NO_NAME;

    final ElementWriter elements = new ElementWriter(this, out);

    /** Makes a writer under {@link BsonCodec#DEFAULT}. */
    public BsonWriter() {
        this(BsonCodec.DEFAULT);
    }

    /**
     * Makes a writer.
     *
     * @param codec whose limits, UUID representation and surrogate rule apply
     */
    public BsonWriter(BsonCodec codec) {
        this.codec = codec;
    }

    /**
     * Makes the writer append to this buffer, whatever state it was in.
     *
     * @param target where documents go, from its writerIndex on
     * @return this
     */
    public BsonWriter reset(ByteBuf target) {
        depth = 0;
        floor = 0;
        pendingType = NO_NAME;
        out.reset(codec.limits().maxDocumentSize());
        hold = 0;
        this.target = target;
        return this;
    }

    BsonWriter reset(ByteBuf target, BsonCodec newCodec) {
        codec = newCodec;
        return reset(target);
    }

    /** Lets go of the target and of scratch space too large to keep. */
    void release() {
        target = null;
        out.release();
    }

    BsonCodec codec() {
        return codec;
    }

    /** A document, array or scope that is open. */
    private static final class Container {
        /** Index of its length field. */
        int start;
        /** Index of the type byte of the element that it is the value of; NO_NAME at the root. */
        int typeOffset;
        /** Type byte. */
        byte kind;
        /** How many elements it has; of an array only. */
        int size;

        /** The containers of an array and some more behind them. */
        static Container[] grown(Container[] containers, int length) {
            Container[] grown = Arrays.copyOf(containers, length);
            for (int i = containers.length; i < length; i++) {
                grown[i] = new Container();
            }
            return grown;
        }
    }

    // ---- containers ----

    /**
     * Starts a document: a top-level one if none is open, else the value of the current name or array index.
     *
     * @return this
     * @throws BsonEncodeException if it would be nested deeper than the limit
     */
    public BsonWriter startDocument() {
        if (depth == 0) {
            checkTarget();
            out.start = out.at;
            elements.reset();
            out.ensure(ROOM, this);
            return open(DOCUMENT, NO_NAME);
        }
        checkDepth();
        return open(DOCUMENT, begin(DOCUMENT));
    }

    /**
     * Starts an array as the value of the current name or array index.
     *
     * @return this
     * @throws BsonEncodeException if it would be nested deeper than the limit
     */
    public BsonWriter startArray() {
        checkDepth();
        return open(ARRAY, begin(ARRAY));
    }

    /**
     * Starts code with scope; the elements of the scope follow, and {@link #endDocument} ends scope and value.
     *
     * @param code the JavaScript code
     * @return this
     * @throws BsonEncodeException if it would be nested deeper than the limit, or the code holds a lone surrogate
     */
    public BsonWriter startCodeWithScope(String code) {
        checkDepth();
        int typeOffset = beginText(CODE_WITH_SCOPE);
        int total = out.at;
        out.putText(this, code, "javascript", total + 4);
        push(CODE_WITH_SCOPE, typeOffset, total);
        out.at += 4;
        return this;
    }

    /**
     * Ends the innermost document, or scope of code with scope. The end of a top-level document hands its bytes to the
     * target.
     *
     * @return this
     * @throws BsonEncodeException if the top-level document is larger than the limit, or the target cannot take it
     */
    public BsonWriter endDocument() {
        if (depth <= floor || containers[depth].kind == ARRAY) {
            throw new IllegalStateException("endDocument without an open document");
        }
        if (depth == 1) {
            closeTop();
        } else {
            close();
        }
        return this;
    }

    /**
     * Ends a document as {@link #endDocument} does; a top-level one has its {@code _id}, if there is one, moved in front
     * of its other elements first.
     *
     * @return this
     * @throws BsonEncodeException as {@link #endDocument}
     */
    public BsonWriter endDocumentIdFirst() {
        if (depth == 1 && containers[1].kind == DOCUMENT && pendingType == NO_NAME) {
            int id = findId();
            if (id > 0) {
                moveId(id);
            }
        }
        return endDocument();
    }

    /** Where the {@code _id} of the top-level document is, which has no other open; 0 if it is first or not there. */
    private int findId() {
        return IdFirst.find(out.bytes, out.start + 4, out.at);
    }

    /** Moves the {@code _id} of the top-level document from this index in front of its other elements. */
    private void moveId(int idAt) {
        out.ensure(ROOM, this); // the closing NUL's, and until then enough to lay an ObjectId aside
        IdFirst.move(out.bytes, out.start + 4, idAt, out.at);
    }

    /**
     * Ends the innermost array.
     *
     * @return this
     */
    public BsonWriter endArray() {
        if (depth <= floor || containers[depth].kind != ARRAY) {
            throw new IllegalStateException("endArray without an open array");
        }
        close();
        return this;
    }

    private ByteBuf checkTarget() {
        if (target == null) {
            throw new IllegalStateException("document written before reset gave the writer a target");
        }
        return target;
    }

    /** Ends the top-level document and hands it to the target, or has it wait for others. */
    private int closeTop() {
        checkValue();
        out.ensure(ROOM, this);
        int start = out.start;
        int end = out.at;
        out.bytes[end++] = 0;
        int length = end - start;
        putInt32(out.bytes, start, length);
        depth = 0;
        out.at = start; // also if the document is refused: the next one starts afresh
        out.checkSize(length, this);
        ByteBuf to = checkTarget();
        checkRoom(to, length);
        if (end >= hold) {
            to.writeBytes(out.bytes, 0, end); // if this fails, those that wait still do
            out.at = 0;
        } else {
            out.at = end;
        }
        return length;
    }

    private void checkRoom(ByteBuf to, int length) {
        int room = to.maxWritableBytes() - out.at;
        if (length > room) {
            throw BsonEncodeException.targetFull(length, room, "");
        }
    }

    // ---- documents that wait for others ----

    /** Lets finished documents wait for others until there are this many bytes, from now until {@link #reset}. */
    void hold(int bytes) {
        hold = bytes;
    }

    /** How many bytes of finished documents wait. */
    int held() {
        return out.at;
    }

    /** Copies the documents that wait to the target. */
    void handOver() {
        int length = out.at;
        if (length > 0) {
            checkTarget().writeBytes(out.bytes, 0, length);
            out.at = 0;
        }
    }

    /** Forgets the last bytes of the documents that wait. */
    void forget(int bytes) {
        out.at -= bytes;
    }

    /** Forgets the document that is open, after a failure. */
    void abandon() {
        if (depth > 0) {
            out.at = out.start;
            depth = 0;
        }
        floor = 0;
        pendingType = NO_NAME;
    }

    /**
     * Writes a {@link BsonWritable} or else a {@link Map} as a top-level document.
     *
     * @return its length
     */
    int writeTopLevel(Object document, boolean idFirst) {
        if (document instanceof RawDocument raw && (!idFirst || raw.startsWithId())) {
            writeRawDocument(raw);
            return raw.length();
        }
        startDocument();
        int idAt; // of documents and maps it is seen on the way
        if (document instanceof Document eager) {
            if (idFirst) {
                eager.writeIdFirst(elements);
            } else {
                eager.writeTo(this);
            }
            idAt = elements.idAt();
        } else if (ValueWriter.writesItself(document)) {
            writeElements((BsonWritable) document);
            idAt = idFirst ? findId() : 0;
        } else {
            if (idFirst) {
                elements.writeIdFirst((Map<?, ?>) document);
            } else {
                elements.write((Map<?, ?>) document);
            }
            idAt = elements.idAt();
        }
        if (idFirst && idAt > 0) {
            moveId(idAt);
        }
        return closeTop();
    }

    private BsonWriter open(byte kind, int typeOffset) {
        push(kind, typeOffset, out.at);
        out.at += 4; // within the ROOM behind the name
        return this;
    }

    private void checkDepth() {
        if (depth >= codec.limits().maxDepth()) {
            throw BsonEncodeException.tooDeep(codec.limits().maxDepth(), path());
        }
    }

    private void push(byte kind, int typeOffset, int start) {
        int level = ++depth;
        if (level == containers.length) {
            containers = Container.grown(containers, level * 2);
        }
        Container container = containers[level];
        container.start = start;
        container.typeOffset = typeOffset;
        container.kind = kind;
        container.size = 0;
        pendingType = NO_NAME;
    }

    private void checkValue() {
        if (pendingType != NO_NAME) {
            throw new IllegalStateException("name without a value at path " + path());
        }
    }

    private void close() {
        checkValue();
        out.ensure(ROOM, this);
        byte[] bytes = out.bytes;
        int end = out.at;
        bytes[end++] = 0;
        Container container = containers[depth];
        int start = container.start;
        if (container.kind == CODE_WITH_SCOPE) {
            int scope = start + 8 + BsonFormat.int32(bytes, start + 4);
            putInt32(bytes, scope, end - scope);
        }
        putInt32(bytes, start, end - start);
        out.at = end;
        depth--;
    }

    // ---- names ----

    /**
     * Writes the name of the next value.
     *
     * @param name the name; no NUL
     * @return this
     * @throws BsonEncodeException if the name holds NUL, or a lone surrogate under {@link LoneSurrogates#ERROR}
     * @throws IllegalStateException if no document is open, or a name is written already
     */
    public BsonWriter name(String name) {
        FieldName known = FieldNameCache.find(name);
        if (known != null) {
            return name(known);
        }
        checkName();
        int typeOffset = out.at;
        putName(name);
        pendingType = typeOffset;
        return this;
    }

    /** Puts a name that is not known behind the place of its type byte. */
    void putName(String name) {
        int at = out.at + 1;
        out.putCstring(this, name, "name", at);
        FieldNameCache.learn(name, out.bytes, at, out.at - 1);
    }

    /**
     * Writes the name of the next value from a pre-encoded set.
     *
     * @param names the set
     * @param index the index of the name in it
     * @return this
     * @throws IllegalStateException if no document is open, or a name is written already
     */
    public BsonWriter name(FieldNames names, int index) {
        return name(names.encoded(index));
    }

    /**
     * Writes the name of the next value from UTF-8 bytes.
     *
     * @param utf8 holds the name; its bytes are checked
     * @param offset index of the first byte
     * @param length in bytes, without a NUL
     * @return this
     * @throws BsonEncodeException if the bytes hold NUL or are not well-formed UTF-8
     * @throws IllegalStateException if no document is open, or a name is written already
     */
    public BsonWriter name(byte[] utf8, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, utf8.length);
        int nul = BsonFormat.indexOfNul(utf8, offset, offset + length);
        if (nul >= 0) {
            throw BsonEncodeException.nulInText("name", nul - offset, path());
        }
        int bad = BsonFormat.indexOfMalformedUtf8(utf8, offset, offset + length);
        if (bad >= 0) {
            throw BsonEncodeException.invalidUtf8("name", bad - offset, path());
        }
        nameUnchecked(utf8, offset, length);
        return this;
    }

    private void nameUnchecked(byte[] utf8, int offset, int length) {
        startName(length);
        System.arraycopy(utf8, offset, out.bytes, out.at + 1, length);
        out.bytes[out.at + 1 + length] = 0;
        out.at += length + 2;
    }

    private BsonWriter name(FieldName name) {
        startName(name.length());
        out.at = name.put(out.bytes, out.at + 1);
        return this;
    }

    private void startName(int length) {
        checkName();
        out.ensure((long) length + ROOM, this); // the path of its error needs the name before this one
        pendingType = out.at;
    }

    /** The name that starts at this type byte has been written, its value is next. */
    void named(int typeOffset) {
        pendingType = typeOffset;
    }

    /** Makes sure that a name may come next. */
    void checkName() {
        if (pendingType != NO_NAME || depth == 0 || containers[depth].kind == ARRAY) {
            throw new IllegalStateException(
                    depth == 0
                            ? "name outside a document"
                            : pendingType != NO_NAME ? "two names in a row" : "name inside an array");
        }
    }

    /** Reserves the place of the next element's type byte, names it if it is an array's, and returns that place. */
    private int begin(byte type) {
        int typeOffset = beginText(type);
        pendingType = NO_NAME;
        return typeOffset;
    }

    /**
     * As {@link #begin}, but the name stays pending until the caller has written text, which may be refused: the error
     * then has the right path, and the element still waits for a value.
     */
    private int beginText(byte type) {
        if (pendingType == NO_NAME) {
            indexName();
        }
        out.bytes[pendingType] = type;
        return pendingType;
    }

    private BsonWriter writeText(byte type, String text, String what) {
        beginText(type);
        out.putText(this, text, what, out.at);
        pendingType = NO_NAME;
        return this;
    }

    /** The index of the next element of the array that is open, which is counted. */
    int nextIndex() {
        return containers[depth].size++;
    }

    private void indexName() {
        if (depth == 0 || containers[depth].kind != ARRAY) {
            throw new IllegalStateException(depth == 0 ? "value outside a document" : "value without a name");
        }
        out.ensure(2 * ROOM, this);
        pendingType = out.at;
        out.at = IndexNames.put(nextIndex(), out.bytes, out.at + 1);
    }

    // ---- values ----

    /**
     * Writes a double.
     *
     * @param value any double; NaN payloads are kept
     * @return this
     */
    public BsonWriter writeDouble(double value) {
        return writeBits(0x01, Double.doubleToRawLongBits(value));
    }

    /**
     * Writes a string.
     *
     * @param value the text; NUL is allowed
     * @return this
     * @throws BsonEncodeException if it holds a lone surrogate under {@link LoneSurrogates#ERROR}
     */
    public BsonWriter writeString(String value) {
        return writeText((byte) 0x02, value, "string");
    }

    /**
     * Writes binary data.
     *
     * @param value subtype and bytes
     * @return this
     */
    public BsonWriter writeBinary(Binary value) {
        return writeBinary(value.subtype(), value.array(), 0, value.length());
    }

    /**
     * Writes binary data. Subtype 2 gets its inner length from the writer.
     *
     * @param subtype 0 to 255
     * @param source holds the bytes
     * @param offset index of the first
     * @param length how many
     * @return this
     */
    public BsonWriter writeBinary(int subtype, byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        int at = beginBinary(subtype, length);
        System.arraycopy(source, offset, out.bytes, at, length);
        return this;
    }

    /**
     * Writes binary data from the readable bytes of a buffer, whose indexes do not move. Subtype 2 gets its inner length
     * from the writer.
     *
     * @param subtype 0 to 255
     * @param source holds the bytes
     * @return this
     */
    public BsonWriter writeBinary(int subtype, ByteBuf source) {
        int length = source.readableBytes();
        int at = beginBinary(subtype, length);
        source.getBytes(source.readerIndex(), out.bytes, at, length);
        return this;
    }

    private int beginBinary(int subtype, int length) {
        if ((subtype & ~0xFF) != 0) {
            throw new IllegalArgumentException("binary subtype: " + subtype + " (expected: 0 to 255)");
        }
        int inner = subtype == Binary.OLD_BINARY ? 4 : 0;
        out.ensure((long) length + 2 * ROOM, this);
        begin((byte) 0x05);
        byte[] bytes = out.bytes;
        int at = out.at;
        putInt32(bytes, at, length + inner);
        bytes[at + 4] = (byte) subtype;
        if (inner != 0) {
            putInt32(bytes, at + 5, length);
        }
        out.at = at + 5 + inner + length;
        return at + 5 + inner;
    }

    /**
     * Writes a UUID as binary of the codec's representation.
     *
     * @param value the UUID
     * @return this
     * @throws BsonEncodeException if the codec's representation is {@link UuidRepresentation#UNSPECIFIED}
     */
    public BsonWriter writeUuid(UUID value) {
        UuidRepresentation representation = codec.uuidRepresentation();
        if (representation == UuidRepresentation.UNSPECIFIED) {
            throw BsonEncodeException.uuidRepresentationMissing(path());
        }
        int at = beginBinary(representation.subtype(), 16);
        representation.write(value, out.bytes, at);
        return this;
    }

    /**
     * Writes undefined (deprecated in BSON).
     *
     * @return this
     */
    public BsonWriter writeUndefined() {
        begin((byte) 0x06);
        return this;
    }

    /**
     * Writes an ObjectId.
     *
     * @param value the ObjectId
     * @return this
     */
    public BsonWriter writeObjectId(ObjectId value) {
        begin((byte) 0x07);
        value.copyTo(out.bytes, out.at);
        out.at += 12;
        return this;
    }

    /**
     * Writes a boolean.
     *
     * @param value true or false
     * @return this
     */
    public BsonWriter writeBoolean(boolean value) {
        begin((byte) 0x08);
        out.bytes[out.at++] = (byte) (value ? 1 : 0);
        return this;
    }

    /**
     * Writes a date-time.
     *
     * @param millis milliseconds since the Unix epoch, any int64
     * @return this
     */
    public BsonWriter writeDateTime(long millis) {
        return writeBits(0x09, millis);
    }

    /**
     * Writes null.
     *
     * @return this
     */
    public BsonWriter writeNull() {
        begin((byte) 0x0A);
        return this;
    }

    /**
     * Writes a regular expression.
     *
     * @param value pattern and options
     * @return this
     * @throws BsonEncodeException if either holds NUL, or a lone surrogate under {@link LoneSurrogates#ERROR}
     */
    public BsonWriter writeRegex(Regex value) {
        out.checkCstring(this, value.options(), "regex options"); // before the pattern is there, and room for both
        out.ensure((long) value.pattern().length() + value.options().length() + 2 * ROOM, this);
        beginText((byte) 0x0B);
        out.putCstring(this, value.pattern(), "regex pattern", out.at);
        pendingType = NO_NAME;
        out.putCstring(this, value.options(), "regex options", out.at);
        return this;
    }

    /**
     * Writes a DBPointer (deprecated in BSON).
     *
     * @param value namespace and id
     * @return this
     * @throws BsonEncodeException if the namespace holds NUL, or a lone surrogate under {@link LoneSurrogates#ERROR}
     */
    public BsonWriter writeDbPointer(DbPointer value) {
        int nul = value.namespace().indexOf('\0');
        if (nul >= 0) {
            throw BsonEncodeException.nulInText("dbPointer namespace", nul, path());
        }
        writeText((byte) 0x0C, value.namespace(), "dbPointer namespace");
        value.id().copyTo(out.bytes, out.at);
        out.at += 12;
        return this;
    }

    /**
     * Writes JavaScript code.
     *
     * @param code the code
     * @return this
     * @throws BsonEncodeException if it holds a lone surrogate under {@link LoneSurrogates#ERROR}
     */
    public BsonWriter writeCode(String code) {
        return writeText((byte) 0x0D, code, "javascript");
    }

    /**
     * Writes a symbol (deprecated in BSON).
     *
     * @param symbol the text
     * @return this
     * @throws BsonEncodeException if it holds a lone surrogate under {@link LoneSurrogates#ERROR}
     */
    public BsonWriter writeSymbol(String symbol) {
        return writeText((byte) 0x0E, symbol, "symbol");
    }

    /**
     * Writes an int32.
     *
     * @param value the number
     * @return this
     */
    public BsonWriter writeInt32(int value) {
        begin((byte) 0x10);
        putInt32(out.bytes, out.at, value);
        out.at += 4;
        return this;
    }

    /**
     * Writes a timestamp.
     *
     * @param value seconds and increment
     * @return this
     */
    public BsonWriter writeTimestamp(BsonTimestamp value) {
        return writeBits(0x11, value.bits());
    }

    /**
     * Writes an int64.
     *
     * @param value the number
     * @return this
     */
    public BsonWriter writeInt64(long value) {
        return writeBits(0x12, value);
    }

    /**
     * Writes a decimal128, bit for bit.
     *
     * @param value the number
     * @return this
     */
    public BsonWriter writeDecimal128(Decimal128 value) {
        begin((byte) 0x13);
        putInt64(out.bytes, out.at, value.lowBits());
        putInt64(out.bytes, out.at + 8, value.highBits());
        out.at += 16;
        return this;
    }

    /**
     * Writes the min key.
     *
     * @return this
     */
    public BsonWriter writeMinKey() {
        begin((byte) 0xFF);
        return this;
    }

    /**
     * Writes the max key.
     *
     * @return this
     */
    public BsonWriter writeMaxKey() {
        begin((byte) 0x7F);
        return this;
    }

    /**
     * Writes any value that has a BSON type: what a decode returns, and the Java classes that stand for the same things
     * (all {@link Map}s, {@link Iterable}s and arrays, the boxed numbers, BigInteger within int64, BigDecimal within
     * decimal128, Date, Instant, OffsetDateTime, ZonedDateTime, UUID, Pattern, byte arrays and buffers).
     *
     * @param value the value, null included
     * @return this
     * @throws BsonEncodeException if its class or its content has no encoding
     */
    public BsonWriter writeValue(@Nullable Object value) {
        ValueWriter.write(this, value);
        return this;
    }

    /**
     * Writes a map as a document: a top-level one if none is open, else as a value.
     *
     * @param document names and values, in the order of its iteration
     * @return this
     * @throws BsonEncodeException if something in it has no encoding
     */
    public BsonWriter writeDocument(Map<String, ? extends @Nullable Object> document) {
        startDocument();
        ValueWriter.writeElements(this, document);
        return endDocument();
    }

    /**
     * Writes something that writes itself, as a document: a top-level one if none is open, else as a value. A
     * {@link RawDocument} is copied as {@link #writeRawDocument} does.
     *
     * @param document what to write
     * @return this
     * @throws BsonEncodeException if something in it has no encoding
     * @throws IllegalStateException if it does not end what it starts, or ends what it did not start
     */
    public BsonWriter writeDocument(BsonWritable document) {
        if (document instanceof RawDocument raw) {
            return writeRawDocument(raw);
        }
        startDocument();
        writeElements(document);
        return endDocument();
    }

    /**
     * Writes the entries of a map as elements of the open document, behind those that it has.
     *
     * @param elements names and values, in the order of its iteration
     * @return this
     * @throws BsonEncodeException if something in it has no encoding
     */
    public BsonWriter writeElements(Map<String, ? extends @Nullable Object> elements) {
        ValueWriter.writeElements(this, elements);
        return this;
    }

    /** Has the document write its elements, and makes sure that it comes back to where it started. */
    void writeElements(BsonWritable document) {
        if (document instanceof Document) {
            document.writeTo(this);
            return;
        }
        int outer = floor;
        floor = depth;
        try {
            document.writeTo(this);
            if (depth != floor || pendingType != NO_NAME) {
                throw new IllegalStateException("writeTo left something open at path " + path());
            }
        } finally {
            floor = outer;
        }
    }

    /**
     * Writes a document: a top-level one if none is open, else as a value.
     *
     * @param document what to write
     * @return this
     * @throws BsonEncodeException if something in it has no encoding
     */
    public BsonWriter writeDocument(Document document) {
        return writeDocument((BsonWritable) document);
    }

    /**
     * Copies a document that is BSON already: a top-level one if none is open, else as a value. Its length field, its
     * closing NUL and the size limit are checked; its elements are taken as they are.
     *
     * @param source holds the document; its indexes do not move
     * @param index of its length field
     * @return this
     * @throws MalformedBsonException if the length or the closing NUL is wrong
     * @throws BsonEncodeException if it would be nested deeper than the limit, or the target cannot take it
     */
    public BsonWriter writeRawDocument(ByteBuf source, int index) {
        return copyDocument(
                source,
                index,
                RawBytes.documentLength(source, index, codec.limits().maxDocumentSize()));
    }

    /** As above, of a view, whose header was checked when it was made. */
    BsonWriter writeRawDocument(RawDocument document) {
        return copyDocument(document.buffer(), document.offset(), document.length());
    }

    /** Copies an array of a view, as {@link #writeRawDocument} does a document. */
    void writeRawArray(RawArray array) {
        checkDepth();
        writeRawValue(ARRAY, array.buffer(), array.offset(), array.length());
    }

    private BsonWriter copyDocument(ByteBuf source, int index, int length) {
        if (depth == 0) {
            ByteBuf to = checkTarget();
            out.checkSize(length, this);
            checkRoom(to, length);
            handOver();
            to.writeBytes(source, index, length);
        } else {
            checkDepth();
            writeRawValue(DOCUMENT, source, index, length);
        }
        return this;
    }

    /** Copies the elements in {@code [from, to)}, whose sizes the owner has checked, into the current document. */
    void writeRawElements(ByteBuf source, int from, int to) {
        int length = to - from;
        out.ensure((long) length + 2 * ROOM, this);
        source.getBytes(from, out.bytes, out.at, length);
        out.at += length;
    }

    /** Copies the value bytes of an element that has passed its checks or, in a raw view, its owner's promise. */
    void writeRawValue(int typeByte, ByteBuf source, int index, int length) {
        out.ensure((long) length + 2 * ROOM, this);
        begin((byte) typeByte);
        source.getBytes(index, out.bytes, out.at, length);
        out.at += length;
    }

    /** As above, from an array. */
    void writeRawValue(int typeByte, byte[] source, int index, int length) {
        out.ensure((long) length + 2 * ROOM, this);
        begin((byte) typeByte);
        System.arraycopy(source, index, out.bytes, out.at, length);
        out.at += length;
    }

    /** Writes a name from the bytes of a document, which may be malformed UTF-8 that the source's codec let pass. */
    void writeRawName(byte[] utf8, int offset, int length) {
        if (containers[depth].kind != ARRAY) {
            nameUnchecked(utf8, offset, length);
        }
    }

    /**
     * Copies the value that a reader stands on, after the checks of {@link BsonReader#skip}; write a name first, as for
     * any value.
     *
     * @param reader whose value is consumed
     * @return this
     */
    public BsonWriter copyValue(BsonReader reader) {
        reader.copyValueTo(this);
        return this;
    }

    /**
     * Copies the element that a reader stands on, name and value, after the checks of {@link BsonReader#skip}. Inside an
     * array the name is dropped for the index.
     *
     * @param reader whose value is consumed
     * @return this
     */
    public BsonWriter copyElement(BsonReader reader) {
        reader.copyNameTo(this);
        reader.copyValueTo(this);
        return this;
    }

    private BsonWriter writeBits(int type, long bits) {
        begin((byte) type);
        putInt64(out.bytes, out.at, bits);
        out.at += 8;
        return this;
    }

    // ---- position ----

    /**
     * Remembers the current place, to come back to by {@link #rollback}. Valid as long as the containers open now stay
     * open, between values (not between a name and its value).
     *
     * @return the place, to be handed back as it is
     */
    public long mark() {
        if (pendingType != NO_NAME || depth == 0) {
            throw new IllegalStateException(depth == 0 ? "mark outside a document" : "mark behind a name");
        }
        return ((long) out.at << 32) | containers[depth].size;
    }

    /**
     * Undoes all that was written since the mark, containers begun since included.
     *
     * @param mark what {@link #mark} returned
     */
    public void rollback(long mark) {
        int at = (int) (mark >>> 32);
        if (depth == 0 || at > out.at || at < out.start + 4) {
            throw new IllegalStateException("rollback to a mark that is no longer there");
        }
        int level = depth;
        while (containers[level].start >= at) {
            level--;
        }
        if (level < Math.max(floor, 1)) {
            throw new IllegalStateException("rollback to a mark that is no longer there");
        }
        depth = level;
        out.at = at;
        containers[depth].size = (int) mark;
        pendingType = NO_NAME;
    }

    /**
     * How many containers are open.
     *
     * @return 0 outside a document, 1 in a top-level document
     */
    public int depth() {
        return depth;
    }

    /**
     * The path of the element being written, for error messages.
     *
     * @return the path; empty in the top-level document between elements
     */
    public String path() {
        StringBuilder path = new StringBuilder();
        for (int level = 2; level <= depth; level++) {
            appendStep(path, containers[level].typeOffset, containers[level - 1].kind);
        }
        if (pendingType != NO_NAME) {
            appendStep(path, pendingType, containers[depth].kind);
        } else if (depth > 0 && containers[depth].kind == ARRAY) {
            ElementPath.append(path, Integer.toString(containers[depth].size), true);
        }
        return path.toString();
    }

    private void appendStep(StringBuilder path, int typeOffset, byte kind) {
        int nul = BsonFormat.indexOfNul(out.bytes, typeOffset + 1, out.at);
        String name = new String(out.bytes, typeOffset + 1, nul - typeOffset - 1, StandardCharsets.UTF_8);
        ElementPath.append(path, name, kind == ARRAY);
    }
}
