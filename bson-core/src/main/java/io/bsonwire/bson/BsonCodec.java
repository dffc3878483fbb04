package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of encoding and decoding, and the entry points for whole documents. Immutable, safe for use by many
 * threads; {@link #DEFAULT} is strict in everything.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>default</th><th>decides</th></tr>
 * <tr><td>{@code limits}</td><td>{@link BsonLimits#DEFAULT}</td><td>document size and nesting depth, both ways</td></tr>
 * <tr><td>{@code uuidRepresentation}</td><td>UNSPECIFIED</td><td>how UUIDs are encoded, and whether binary 3 and 4
 * decode to UUID</td></tr>
 * <tr><td>{@code invalidUtf8}</td><td>ERROR</td><td>malformed UTF-8 when decoding</td></tr>
 * <tr><td>{@code duplicateNames}</td><td>LAST_WINS</td><td>a name used twice when decoding to Document</td></tr>
 * <tr><td>{@code loneSurrogates}</td><td>ERROR</td><td>a Java String that has no UTF-8 form when encoding</td></tr>
 * </table>
 *
 * <p>Buffers are borrowed: none is retained or released here, and decoded documents are independent of them.
 */
public final class BsonCodec {
    /** The strict codec: every option at its default. */
    public static final BsonCodec DEFAULT = builder().build();

    private static final ThreadLocal<Kept> KEPT = ThreadLocal.withInitial(Kept::new);

    private final BsonLimits limits;
    private final UuidRepresentation uuidRepresentation;
    private final InvalidUtf8 invalidUtf8;
    private final DuplicateNames duplicateNames;
    private final LoneSurrogates loneSurrogates;

    private BsonCodec(Builder builder) {
        limits = builder.limits;
        uuidRepresentation = builder.uuidRepresentation;
        invalidUtf8 = builder.invalidUtf8;
        duplicateNames = builder.duplicateNames;
        loneSurrogates = builder.loneSurrogates;
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from this codec's options.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        return new Builder()
                .limits(limits)
                .uuidRepresentation(uuidRepresentation)
                .invalidUtf8(invalidUtf8)
                .duplicateNames(duplicateNames)
                .loneSurrogates(loneSurrogates);
    }

    /**
     * The limits.
     *
     * @return document size and depth
     */
    public BsonLimits limits() {
        return limits;
    }

    /**
     * How UUIDs are represented.
     *
     * @return the representation
     */
    public UuidRepresentation uuidRepresentation() {
        return uuidRepresentation;
    }

    /**
     * What a decode does with malformed UTF-8.
     *
     * @return the rule
     */
    public InvalidUtf8 invalidUtf8() {
        return invalidUtf8;
    }

    /**
     * What a decode to {@link Document} does with a name that is used twice.
     *
     * @return the rule
     */
    public DuplicateNames duplicateNames() {
        return duplicateNames;
    }

    /**
     * What an encode does with a surrogate that has no partner.
     *
     * @return the rule
     */
    public LoneSurrogates loneSurrogates() {
        return loneSurrogates;
    }

    // ---- encode ----

    /**
     * Appends a map as one document.
     *
     * @param document names and values; see {@link BsonWriter#writeValue} for the classes allowed
     * @param target gets the document at its writerIndex; unchanged if this fails
     * @return bytes written
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the target cannot take it
     */
    public int encode(Map<String, ? extends @Nullable Object> document, ByteBuf target) {
        return encode(document, target, false);
    }

    /**
     * Appends something that writes itself as one document.
     *
     * @param document what to write
     * @param target gets the document at its writerIndex; unchanged if this fails
     * @return bytes written
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the target cannot take it
     */
    public int encode(BsonWritable document, ByteBuf target) {
        return encode(document, target, false);
    }

    /**
     * Appends a document as {@link #encode(Document, ByteBuf)} does.
     *
     * @param document what to write
     * @param target gets the document at its writerIndex; unchanged if this fails
     * @return bytes written
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the target cannot take it
     */
    public int encode(Document document, ByteBuf target) {
        return encode(document, target, false);
    }

    /**
     * Appends a map as one document with its {@code _id}, if it has one, in front, as servers want it on insert.
     *
     * @param document names and values; see {@link BsonWriter#writeValue} for the classes allowed
     * @param target gets the document at its writerIndex; unchanged if this fails
     * @return bytes written
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the target cannot take it
     */
    public int encodeIdFirst(Map<String, ? extends @Nullable Object> document, ByteBuf target) {
        return encode(document, target, true);
    }

    /**
     * Appends something that writes itself as one document with its {@code _id}, if it has one, in front.
     *
     * @param document what to write
     * @param target gets the document at its writerIndex; unchanged if this fails
     * @return bytes written
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the target cannot take it
     */
    public int encodeIdFirst(BsonWritable document, ByteBuf target) {
        return encode(document, target, true);
    }

    /**
     * Appends a document with its {@code _id}, if it has one, in front.
     *
     * @param document what to write
     * @param target gets the document at its writerIndex; unchanged if this fails
     * @return bytes written
     * @throws BsonEncodeException if something has no encoding, a limit is exceeded, or the target cannot take it
     */
    public int encodeIdFirst(Document document, ByteBuf target) {
        return encode(document, target, true);
    }

    /**
     * Encodes a map as one document.
     *
     * @param document names and values; see {@link BsonWriter#writeValue} for the classes allowed
     * @return the document's bytes
     * @throws BsonEncodeException if something has no encoding, or a limit is exceeded
     */
    public byte[] encode(Map<String, ? extends @Nullable Object> document) {
        return encodeToBytes(document);
    }

    /**
     * Encodes something that writes itself as one document.
     *
     * @param document what to write
     * @return the document's bytes
     * @throws BsonEncodeException if something has no encoding, or a limit is exceeded
     */
    public byte[] encode(BsonWritable document) {
        return encodeToBytes(document);
    }

    /**
     * Encodes a document.
     *
     * @param document what to write
     * @return the document's bytes
     * @throws BsonEncodeException if something has no encoding, or a limit is exceeded
     */
    public byte[] encode(Document document) {
        return encodeToBytes(document);
    }

    /** Encodes a {@link BsonWritable} or else a {@link Map}. */
    private int encode(Object document, ByteBuf target, boolean idFirst) {
        BsonWriter writer = takeWriter();
        try {
            return writer.reset(target, this).writeTopLevel(document, idFirst);
        } finally {
            giveBack(writer);
        }
    }

    /**
     * Starts to append documents to a buffer, many after another: each as {@code encode} would append it, at less cost
     * for each.
     *
     * @param target gets the documents from its writerIndex on; see {@link DocumentAppender} for when
     * @return the appender, to be closed after use
     */
    public DocumentAppender appendTo(ByteBuf target) {
        return new DocumentAppender(takeWriter().reset(target, this));
    }

    private byte[] encodeToBytes(Object document) {
        ByteBuf buffer = Unpooled.buffer();
        int length = encode(document, buffer, false);
        return Arrays.copyOf(buffer.array(), length);
    }

    // ---- decode ----

    /**
     * Decodes the document at the buffer's readerIndex; bytes behind it are left alone.
     *
     * @param source its readerIndex moves behind the document; unmoved if this fails
     * @return the document, independent of the source
     * @throws MalformedBsonException if the bytes are not well-formed or a limit is exceeded
     */
    public Document decode(ByteBuf source) {
        BsonReader reader = take();
        try {
            reader.reset(source, source.readerIndex(), this);
            Document document = reader.decode();
            source.skipBytes(reader.documentLength());
            return document;
        } finally {
            giveBack(reader);
        }
    }

    /**
     * Decodes the document that the buffer's readable bytes are.
     *
     * @param source its readerIndex moves to its writerIndex; unmoved if this fails
     * @return the document, independent of the source
     * @throws MalformedBsonException as {@link #decode}, and if bytes follow the document
     */
    public Document decodeExactly(ByteBuf source) {
        int from = source.readerIndex();
        Document document = decode(source);
        if (source.isReadable()) {
            MalformedBsonException problem =
                    MalformedBsonException.trailingBytes(source.readableBytes(), source.readerIndex());
            source.readerIndex(from);
            throw problem;
        }
        return document;
    }

    /**
     * Decodes the document that an array is.
     *
     * @param source the document's bytes
     * @return the document, independent of the source
     * @throws MalformedBsonException as {@link #decode}, and if bytes follow the document
     */
    public Document decodeExactly(byte[] source) {
        return decodeExactly(Unpooled.wrappedBuffer(source));
    }

    /**
     * Decodes all of the buffer's readable bytes as documents back to back.
     *
     * @param source its readerIndex moves to its writerIndex; unmoved if this fails
     * @return the documents, in a modifiable list
     * @throws MalformedBsonException if any of the bytes are not well-formed or a limit is exceeded
     */
    public List<Document> decodeAll(ByteBuf source) {
        List<Document> documents = new ArrayList<>();
        BsonReader reader = take();
        try {
            int at = source.readerIndex();
            while (at < source.writerIndex()) {
                reader.reset(source, at, this);
                documents.add(reader.decode());
                at += reader.documentLength();
            }
            source.readerIndex(at);
        } finally {
            giveBack(reader);
        }
        return documents;
    }

    /**
     * Checks the document at the buffer's readerIndex without building it: the same verdict as {@link #decode}.
     *
     * @param source none of its indexes move
     * @return the document's length in bytes
     * @throws MalformedBsonException where {@link #decode} would throw it
     */
    public int validate(ByteBuf source) {
        return validate(source, Validator.NO_NAME_CHECKS);
    }

    /**
     * Checks the document at the buffer's readerIndex without building it, and its names, at all levels, beyond what
     * BSON asks.
     *
     * @param source none of its indexes move
     * @param nameChecks rules for names
     * @return the document's length in bytes
     * @throws MalformedBsonException where {@link #decode} would throw it, or if a name breaks a rule
     */
    public int validate(ByteBuf source, Set<NameCheck> nameChecks) {
        BsonReader reader = take();
        try {
            reader.reset(source, source.readerIndex(), this);
            reader.validate(nameChecks);
            if (duplicateNames == DuplicateNames.ERROR) {
                reader.decode(); // names are compared where the Strings are at hand
            }
            return reader.documentLength();
        } finally {
            giveBack(reader);
        }
    }

    /**
     * Opens a stream of documents back to back, as {@code mongodump} writes them.
     *
     * @param source read as documents are asked for, and closed with the result
     * @return the documents, one after another, in memory for one
     */
    public BsonStream open(InputStream source) {
        return new BsonStream(source, this);
    }

    /**
     * Opens a channel of documents back to back, as {@code mongodump} writes them.
     *
     * @param source a blocking channel, read as documents are asked for, and closed with the result
     * @return the documents, one after another, in memory for one
     */
    public BsonStream open(ReadableByteChannel source) {
        return new BsonStream(source, this);
    }

    /** This thread's writer, to be handed to {@link #giveBack(BsonWriter)} after use. */
    private static BsonWriter takeWriter() {
        Kept kept = KEPT.get();
        BsonWriter writer = kept.writer == null ? new BsonWriter() : kept.writer;
        kept.writer = null;
        return writer;
    }

    static void giveBack(BsonWriter writer) {
        writer.release();
        KEPT.get().writer = writer;
    }

    /** This thread's reader, to be handed to {@link #giveBack} after use. */
    static BsonReader take() {
        Kept kept = KEPT.get();
        BsonReader reader = kept.reader == null ? new BsonReader() : kept.reader;
        kept.reader = null;
        return reader;
    }

    static void giveBack(BsonReader reader) {
        reader.release();
        KEPT.get().reader = reader;
    }

    @Override
    public String toString() {
        return "BsonCodec[" + limits + ", uuidRepresentation=" + uuidRepresentation + ", invalidUtf8=" + invalidUtf8
                + ", duplicateNames=" + duplicateNames + ", loneSurrogates=" + loneSurrogates + "]";
    }

    /** Collects options; each method returns the builder. */
    public static final class Builder {
        private BsonLimits limits = BsonLimits.DEFAULT;
        private UuidRepresentation uuidRepresentation = UuidRepresentation.UNSPECIFIED;
        private InvalidUtf8 invalidUtf8 = InvalidUtf8.ERROR;
        private DuplicateNames duplicateNames = DuplicateNames.LAST_WINS;
        private LoneSurrogates loneSurrogates = LoneSurrogates.ERROR;

        private Builder() {}

        /**
         * Sets document size and depth.
         *
         * @param value the limits
         * @return this
         */
        public Builder limits(BsonLimits value) {
            limits = value;
            return this;
        }

        /**
         * Sets how UUIDs are represented.
         *
         * @param value the representation
         * @return this
         */
        public Builder uuidRepresentation(UuidRepresentation value) {
            uuidRepresentation = value;
            return this;
        }

        /**
         * Sets what a decode does with malformed UTF-8.
         *
         * @param value the rule
         * @return this
         */
        public Builder invalidUtf8(InvalidUtf8 value) {
            invalidUtf8 = value;
            return this;
        }

        /**
         * Sets what a decode to {@link Document} does with a name that is used twice.
         *
         * @param value the rule
         * @return this
         */
        public Builder duplicateNames(DuplicateNames value) {
            duplicateNames = value;
            return this;
        }

        /**
         * Sets what an encode does with a surrogate that has no partner.
         *
         * @param value the rule
         * @return this
         */
        public Builder loneSurrogates(LoneSurrogates value) {
            loneSurrogates = value;
            return this;
        }

        /**
         * Makes the codec.
         *
         * @return the codec
         */
        public BsonCodec build() {
            return new BsonCodec(this);
        }
    }

    /** A thread's reader and writer with their scratch space; one in use is taken out, so that user code may nest calls. */
    private static final class Kept {
        private @Nullable BsonWriter writer;
        private @Nullable BsonReader reader;
    }
}
