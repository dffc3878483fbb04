package io.bsonwire.bson.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.DbPointer;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.BitSet;

/**
 * Turns the elements under a {@link BsonReader} into calls of a {@link JsonGenerator}. A type wrapper, but for code with
 * scope, is written as one raw value, so that it stays on one line.
 */
final class JsonOutput {
    /** Base64 is made in pieces of this many bytes; a multiple of three, so that the pieces join. */
    private static final int BASE64_PIECE = 3 * 1024;

    private final JsonGenerator generator;
    private final boolean relaxed;
    private final Wrapping wrapping;
    /** The depths at which the container is a scope, and not a document. */
    private final BitSet scopes = new BitSet();

    JsonOutput(JsonGenerator generator, boolean relaxed, boolean pretty) {
        this.generator = generator;
        this.relaxed = relaxed;
        this.wrapping = pretty ? Wrapping.SPACED : Wrapping.DENSE;
    }

    /** Writes the container in which the reader is, from its next element on, as an object. */
    void document(BsonReader reader) throws IOException {
        int outermost = reader.depth();
        generator.writeStartObject();
        while (true) {
            if (reader.next()) {
                if (generator.getOutputContext().inObject()) {
                    generator.writeFieldName(reader.name());
                }
                value(reader);
            } else if (reader.depth() > outermost) {
                leave(reader);
            } else {
                generator.writeEndObject();
                return;
            }
        }
    }

    /** Goes into a container whose start is written; {@link #document} goes on with its elements. */
    private void enterDocument(BsonReader reader) throws IOException {
        generator.writeStartObject();
        scopes.clear(reader.enter().depth());
    }

    private void enterArray(BsonReader reader) throws IOException {
        generator.writeStartArray();
        reader.enter();
    }

    private void enterScope(BsonReader reader) throws IOException {
        generator.writeStartObject();
        generator.writeFieldName("$code");
        generator.writeString(reader.enterCodeWithScope());
        generator.writeFieldName("$scope");
        generator.writeStartObject();
        scopes.set(reader.depth());
    }

    private void leave(BsonReader reader) throws IOException {
        if (generator.getOutputContext().inArray()) {
            generator.writeEndArray();
        } else {
            generator.writeEndObject();
            if (scopes.get(reader.depth())) {
                generator.writeEndObject();
            }
        }
        reader.leave();
    }

    private void value(BsonReader reader) throws IOException {
        switch (reader.type()) {
            case DOUBLE -> number(reader.readDouble());
            case STRING -> generator.writeString(reader.readString());
            case DOCUMENT -> enterDocument(reader);
            case ARRAY -> enterArray(reader);
            case BINARY -> binary(reader.readBinary());
            case UNDEFINED -> {
                reader.skip();
                generator.writeRawValue(wrapping.undefined);
            }
            case OBJECT_ID -> objectId(reader.readObjectId());
            case BOOLEAN -> generator.writeBoolean(reader.readBoolean());
            case DATE_TIME -> dateTime(reader.readDateTime());
            case NULL -> {
                reader.readNull();
                generator.writeNull();
            }
            case REGEX -> regex(reader.readRegex());
            case DB_POINTER -> dbPointer(reader.readDbPointer());
            case CODE -> text(wrapping.code, reader.readCode().code());
            case SYMBOL -> text(wrapping.symbol, reader.readSymbol().text());
            case CODE_WITH_SCOPE -> enterScope(reader);
            case INT32 -> int32(reader.readInt32());
            case TIMESTAMP -> timestamp(reader.readTimestamp());
            case INT64 -> int64(reader.readInt64());
            case DECIMAL128 -> ascii(wrapping.decimal, reader.readDecimal128().toString());
            case MIN_KEY -> {
                reader.skip();
                generator.writeRawValue(wrapping.minKey);
            }
            case MAX_KEY -> {
                reader.skip();
                generator.writeRawValue(wrapping.maxKey);
            }
        }
    }

    // ---- values ----

    private void int32(int value) throws IOException {
        if (relaxed) {
            generator.writeNumber(value);
        } else {
            generator.writeRawValue(wrapping.int32);
            digits(value);
            generator.writeRaw(Wrapping.END);
        }
    }

    private void int64(long value) throws IOException {
        if (relaxed) {
            generator.writeNumber(value);
        } else {
            generator.writeRawValue(wrapping.int64);
            digits(value);
            generator.writeRaw(Wrapping.END);
        }
    }

    private void number(double value) throws IOException {
        if (relaxed && Double.isFinite(value)) {
            generator.writeNumber(NumberText.of(value));
        } else {
            ascii(wrapping.floating, NumberText.of(value));
        }
    }

    private void objectId(ObjectId value) throws IOException {
        ascii(wrapping.objectId, value.toHex());
    }

    private void dateTime(long millis) throws IOException {
        if (relaxed && DateTimeText.isWritten(millis)) {
            ascii(wrapping.dateTime, DateTimeText.of(millis));
        } else {
            generator.writeRawValue(wrapping.dateTimeMillis);
            digits(millis);
            generator.writeRaw(Wrapping.END_2);
        }
    }

    private void timestamp(BsonTimestamp value) throws IOException {
        generator.writeRawValue(wrapping.timestamp);
        digits(value.seconds());
        generator.writeRaw(wrapping.increment);
        digits(value.increment());
        generator.writeRaw(Wrapping.END_OF_NUMBER);
    }

    private void binary(Binary value) throws IOException {
        generator.writeRawValue(wrapping.base64);
        ByteBuffer data = value.asReadOnlyByteBuffer();
        while (data.hasRemaining()) {
            byte[] piece = new byte[Math.min(BASE64_PIECE, data.remaining())];
            data.get(piece);
            generator.writeRaw(Base64.getEncoder().encodeToString(piece));
        }
        generator.writeRaw(wrapping.subtype);
        generator.writeRaw(Character.forDigit(value.subtype() >>> 4, 16));
        generator.writeRaw(Character.forDigit(value.subtype() & 0xF, 16));
        generator.writeRaw(Wrapping.END_2);
    }

    private void regex(Regex value) throws IOException {
        generator.writeRawValue(wrapping.pattern);
        escaped(value.pattern());
        generator.writeRaw(wrapping.options);
        escaped(value.options());
        generator.writeRaw(Wrapping.END_2);
    }

    private void dbPointer(DbPointer value) throws IOException {
        generator.writeRawValue(wrapping.namespace);
        escaped(value.namespace());
        generator.writeRaw(wrapping.id);
        generator.writeRaw(value.id().toHex());
        generator.writeRaw(Wrapping.END_3);
    }

    // ---- parts ----

    /** A wrapper of text that needs no escapes. */
    private void ascii(SerializableString start, String text) throws IOException {
        generator.writeRawValue(start);
        generator.writeRaw(text);
        generator.writeRaw(Wrapping.END);
    }

    private void text(SerializableString start, String text) throws IOException {
        generator.writeRawValue(start);
        escaped(text);
        generator.writeRaw(Wrapping.END);
    }

    private void escaped(String text) throws IOException {
        char[] escaped = JsonStringEncoder.getInstance().quoteAsString(text);
        generator.writeRaw(escaped, 0, escaped.length);
    }

    private void digits(long value) throws IOException {
        generator.writeRaw(Long.toString(value));
    }
}
