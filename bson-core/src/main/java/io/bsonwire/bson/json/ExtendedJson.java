package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts between BSON and MongoDB Extended JSON, version 2. Immutable, safe for use by many threads.
 *
 * <pre>{@code
 * String text = ExtendedJson.relaxed().toJson(document);
 * Document back = ExtendedJson.relaxed().parse(text);
 * }</pre>
 *
 * <p><b>Output</b> is canonical, which keeps every type, or relaxed, which is easier to read and lets int32, int64 and
 * double become one another. It is UTF-8 without white space, or indented by two spaces after {@link #pretty}.
 *
 * <p><b>Input</b> may be canonical or relaxed or a mix of both, whatever this object writes. An object below the top
 * level that has a key of a type wrapper ({@code $oid}, {@code $date}, ...) must be exactly that wrapper; other keys with
 * {@code $} are ordinary. Legacy forms are taken after {@link #acceptingLegacy} only: the specification wants it so,
 * because {@code {"$regex": "a", "$options": "i"}} is a query operator to some and a regular expression to others.
 *
 * <p>BSON can hold what Extended JSON cannot tell apart: a document of the one field {@code $oid} with 24 hexadecimal
 * digits reads back as an ObjectId, and the payload of a NaN is lost. Everything else survives canonical output and
 * input unchanged, names used twice included.
 *
 * <p>The codec's limits hold in both directions; nesting deeper than its depth is refused before anything is recursed
 * into. JSON is read and written as a stream, in memory for one BSON document.
 */
public final class ExtendedJson {
    private static final int MAX_NUMBER_LENGTH = 1000;

    private static final ExtendedJson CANONICAL = new ExtendedJson(false, false, false, BsonCodec.DEFAULT);
    private static final ExtendedJson RELAXED = new ExtendedJson(true, false, false, BsonCodec.DEFAULT);

    private final boolean relaxed;
    private final boolean pretty;
    private final boolean legacy;
    private final BsonCodec codec;
    private final JsonFactory factory;

    private ExtendedJson(boolean relaxed, boolean pretty, boolean legacy, BsonCodec codec) {
        this.relaxed = relaxed;
        this.pretty = pretty;
        this.legacy = legacy;
        this.codec = codec;
        this.factory = factory(codec.limits().maxDocumentSize());
    }

    private static JsonFactory factory(int maxDocumentSize) {
        // The longest text that fits into a document is base64, four characters for three bytes.
        int maxText = (int) Math.min(Integer.MAX_VALUE, maxDocumentSize * 4L / 3 + 4);
        return new JsonFactoryBuilder()
                // Names are not kept beyond their document: whoever sends them decides how many and how long they are.
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE) // the codec's limit is reached first
                        .maxStringLength(maxText)
                        .maxNameLength(maxText)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .build())
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // refused later, with a better place
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8) // four bytes, not two escapes
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                .rootValueSeparator((String) null)
                .build();
    }

    /**
     * Canonical output, under {@link BsonCodec#DEFAULT}.
     *
     * @return the converter
     */
    public static ExtendedJson canonical() {
        return CANONICAL;
    }

    /**
     * Relaxed output, under {@link BsonCodec#DEFAULT}.
     *
     * @return the converter
     */
    public static ExtendedJson relaxed() {
        return RELAXED;
    }

    /**
     * This converter with output on several lines, indented by two spaces.
     *
     * @return a converter
     */
    public ExtendedJson pretty() {
        return new ExtendedJson(relaxed, true, legacy, codec);
    }

    /**
     * This converter with some forms of the time before the specification accepted as input:
     * {@code {"$binary": base64, "$type": hexadecimal}}, {@code {"$regex": pattern, "$options": options}}, each with
     * both values strings and nothing else, and {@code {"$date": milliseconds}} with an integer.
     *
     * @return a converter
     */
    public ExtendedJson acceptingLegacy() {
        return new ExtendedJson(relaxed, pretty, true, codec);
    }

    /**
     * This converter under a codec's limits and rules for UUIDs, surrogates and names used twice.
     *
     * @param newCodec the codec
     * @return a converter
     */
    public ExtendedJson withCodec(BsonCodec newCodec) {
        return new ExtendedJson(relaxed, pretty, legacy, newCodec);
    }

    /**
     * The codec.
     *
     * @return whose limits and rules apply
     */
    public BsonCodec codec() {
        return codec;
    }

    // ---- BSON to JSON ----

    /**
     * Writes a map as JSON.
     *
     * @param document names and values; see {@link BsonWriter#writeValue} for the classes allowed
     * @return one JSON object
     * @throws BsonEncodeException if something in it has no encoding in BSON, or a limit is exceeded
     */
    public String toJson(Map<String, ? extends @Nullable Object> document) {
        ByteBuf bson = Unpooled.buffer();
        codec.encode(document, bson);
        return toJson(bson);
    }

    /**
     * Writes something that writes itself as JSON.
     *
     * @param document what to write
     * @return one JSON object
     * @throws BsonEncodeException if something in it has no encoding in BSON, or a limit is exceeded
     * @throws MalformedBsonException if it is a raw view of bytes that are not well-formed
     */
    public String toJson(BsonWritable document) {
        if (document instanceof RawDocument raw) {
            return toJson(raw.reader(), raw.length());
        }
        ByteBuf bson = Unpooled.buffer();
        codec.encode(document, bson);
        return toJson(bson);
    }

    /**
     * Writes a document as JSON.
     *
     * @param document what to write
     * @return one JSON object
     * @throws BsonEncodeException if something in it has no encoding in BSON, or a limit is exceeded
     */
    public String toJson(Document document) {
        return toJson((BsonWritable) document);
    }

    private String toJson(ByteBuf bson) {
        return toJson(new BsonReader(codec).reset(bson), bson.readableBytes());
    }

    private String toJson(BsonReader bson, int length) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(length);
        try {
            write(bson, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has none
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /**
     * Writes the document that a reader is in as JSON, from the reader's next element on. Nothing is appended behind the
     * JSON object. If this fails, a part of it may have been written.
     *
     * @param source reset to a document; afterwards at its end
     * @param target gets UTF-8; neither flushed nor closed
     * @throws IOException if the target fails
     * @throws MalformedBsonException if the bytes are not well-formed or a limit is exceeded
     */
    public void write(BsonReader source, OutputStream target) throws IOException {
        try (JsonGenerator generator = generator(target)) {
            new JsonOutput(generator, relaxed, pretty).document(source);
        }
    }

    /**
     * Writes the document at the buffer's readerIndex as JSON.
     *
     * @param document its readerIndex moves behind the document; unmoved if this fails
     * @param target gets UTF-8 at its writerIndex; its indexes are unchanged if this fails
     * @return bytes of JSON written
     * @throws MalformedBsonException if the bytes are not well-formed or a limit is exceeded
     */
    public int write(ByteBuf document, ByteBuf target) {
        int before = target.writerIndex();
        BsonReader reader = new BsonReader(codec).reset(document);
        boolean written = false;
        try {
            write(reader, new ByteBufOutputStream(target));
            written = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has none
        } finally {
            if (!written) {
                target.writerIndex(before);
            }
        }
        document.skipBytes(reader.documentLength());
        return target.writerIndex() - before;
    }

    /**
     * Opens a writer of one JSON object a line.
     *
     * @param target gets UTF-8; closed with the result
     * @return the writer
     * @throws IOException if the target fails
     */
    public ExtendedJsonWriter open(OutputStream target) throws IOException {
        JsonGenerator generator = generator(target);
        return new ExtendedJsonWriter(generator, new JsonOutput(generator, relaxed, pretty), target);
    }

    private JsonGenerator generator(OutputStream target) throws IOException {
        JsonGenerator generator = factory.createGenerator(target);
        if (pretty) {
            DefaultIndenter lines = new DefaultIndenter("  ", "\n");
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withRootSeparator("")
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""));
            printer.indentObjectsWith(lines);
            printer.indentArraysWith(lines);
            generator.setPrettyPrinter(printer);
        }
        return generator;
    }

    // ---- JSON to BSON ----

    /**
     * Reads a text that is one JSON object.
     *
     * @param json the text
     * @return the document
     * @throws MalformedJsonException if the text is not Extended JSON, or a limit is exceeded
     * @throws MalformedBsonException if a name is used twice under {@link io.bsonwire.bson.DuplicateNames#ERROR}
     */
    public Document parse(String json) {
        ByteBuf bson = Unpooled.buffer();
        try (JsonInput input = input(new TextSource(json))) {
            encode(input, bson);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has none
        }
        return codec.decode(bson);
    }

    /** By way of the codec, which has a writer at hand whose scratch space has grown already. */
    private void encode(JsonInput input, ByteBuf target) {
        BsonWritable elements = writer -> {
            try {
                input.readOnlyElements(writer);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory has none
            }
        };
        try {
            codec.encode(elements, target);
        } catch (BsonEncodeException e) {
            throw input.notEncodable(e);
        }
    }

    /**
     * Reads a text that is one JSON object and writes it as a document: a top-level one if none is open, else as a
     * value.
     *
     * @param json the text
     * @param target gets the document; if this fails it has to be reset before it is used again
     * @throws MalformedJsonException if the text is not Extended JSON, or a limit is exceeded
     */
    public void read(String json, BsonWriter target) {
        readOnly(new TextSource(json), target);
    }

    /**
     * Reads UTF-8 that is one JSON object and writes it as a document, as {@link #read(String, BsonWriter)} does.
     *
     * @param json the text
     * @param target gets the document; if this fails it has to be reset before it is used again
     * @throws MalformedJsonException if the text is not Extended JSON or not UTF-8, or a limit is exceeded
     */
    public void read(byte[] json, BsonWriter target) {
        readOnly(new Utf8Source(new ByteArrayInputStream(json), json.length), target);
    }

    /**
     * Reads a buffer's readable bytes, UTF-8 that is one JSON object, and writes it as a document, as
     * {@link #read(String, BsonWriter)} does.
     *
     * @param json the text; its indexes do not move
     * @param target gets the document; if this fails it has to be reset before it is used again
     * @throws MalformedJsonException if the text is not Extended JSON or not UTF-8, or a limit is exceeded
     */
    public void read(ByteBuf json, BsonWriter target) {
        InputStream bytes = new ByteBufInputStream(json.duplicate());
        readOnly(new Utf8Source(bytes, json.readableBytes()), target);
    }

    private void readOnly(JsonSource source, BsonWriter target) {
        try (JsonInput input = input(source)) {
            input.readOnly(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has none
        }
    }

    /**
     * Reads a stream to its end, UTF-8 that is one JSON object, and writes it as a document, as
     * {@link #read(String, BsonWriter)} does.
     *
     * @param json the text; not closed
     * @param target gets the document; if this fails it has to be reset before it is used again
     * @throws IOException if the stream fails
     * @throws MalformedJsonException if the text is not Extended JSON or not UTF-8, or a limit is exceeded
     */
    public void read(InputStream json, BsonWriter target) throws IOException {
        try (JsonInput input = input(new Utf8Source(json))) {
            input.readOnly(target);
        }
    }

    /**
     * Opens a stream of JSON objects, one after another with or without white space between.
     *
     * @param json UTF-8, read as objects are asked for, and closed with the result
     * @return the reader
     * @throws IOException if the stream fails
     */
    public ExtendedJsonReader open(InputStream json) throws IOException {
        return new ExtendedJsonReader(input(new Utf8Source(json)), json);
    }

    private JsonInput input(JsonSource source) throws IOException {
        return new JsonInput(new JsonTokens(factory, source), codec, legacy);
    }

    @Override
    public String toString() {
        return "ExtendedJson[" + (relaxed ? "relaxed" : "canonical") + (pretty ? ", pretty" : "")
                + (legacy ? ", accepting legacy" : "") + ", " + codec + "]";
    }
}
