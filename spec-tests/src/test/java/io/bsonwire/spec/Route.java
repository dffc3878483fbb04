package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The ways of going through the bytes of a document. All of them have to come to the same verdict. */
public enum Route {
    DECODE {
        @Override
        int read(ByteBuf source) {
            int from = source.readerIndex();
            BsonCodec.DEFAULT.decode(source);
            return source.readerIndex() - from;
        }
    },
    VALIDATE {
        @Override
        int read(ByteBuf source) {
            return BsonCodec.DEFAULT.validate(source);
        }
    },
    /** Every value by its own method, into every container. */
    STREAM {
        @Override
        int read(ByteBuf source) {
            BsonReader reader = new BsonReader().reset(source);
            readAll(reader);
            return reader.documentLength();
        }
    },
    /** Every element of the top level skipped. */
    SKIP {
        @Override
        int read(ByteBuf source) {
            BsonReader reader = new BsonReader().reset(source);
            while (reader.next()) {
                reader.skip();
            }
            return reader.documentLength();
        }
    },
    RAW {
        @Override
        int read(ByteBuf source) {
            RawDocument raw = RawDocument.of(source);
            raw.toDocument();
            return raw.length();
        }
    },
    RAW_VALIDATE {
        @Override
        int read(ByteBuf source) {
            RawDocument raw = RawDocument.of(source);
            raw.validate();
            return raw.length();
        }
    },
    JSON {
        @Override
        int read(ByteBuf source) {
            int from = source.readerIndex();
            ExtendedJson.canonical().write(source, Unpooled.buffer());
            return source.readerIndex() - from;
        }
    };

    /** Reads the document at the readerIndex; returns its length. */
    abstract int read(ByteBuf source);

    private static void readAll(BsonReader reader) {
        while (reader.next()) {
            switch (reader.type()) {
                case DOUBLE -> reader.readDouble();
                case STRING -> reader.readString();
                case DOCUMENT, ARRAY -> {
                    readAll(reader.enter());
                    reader.leave();
                }
                case BINARY -> reader.readBinary();
                case OBJECT_ID -> reader.readObjectId();
                case BOOLEAN -> reader.readBoolean();
                case DATE_TIME -> reader.readDateTime();
                case NULL -> reader.readNull();
                case REGEX -> reader.readRegex();
                case DB_POINTER -> reader.readDbPointer();
                case CODE -> reader.readCode();
                case SYMBOL -> reader.readSymbol();
                case CODE_WITH_SCOPE -> {
                    reader.enterCodeWithScope();
                    readAll(reader);
                    reader.leave();
                }
                case INT32 -> reader.readInt32();
                case TIMESTAMP -> reader.readTimestamp();
                case INT64 -> reader.readInt64();
                case DECIMAL128 -> reader.readDecimal128();
                case UNDEFINED, MIN_KEY, MAX_KEY -> reader.readValue();
            }
        }
    }

    /**
     * What a route makes of some bytes.
     *
     * @param length of the document, 0 if there is none
     * @param fault what is wrong and where, null if nothing is; the offset counts from the document's first byte
     */
    public record Verdict(int length, @Nullable String fault) {}

    /** The verdict; nothing but the exceptions for malformed bytes may come out of the route. */
    @SuppressWarnings("Finally") // a wrong reference count is worse news than whatever else was thrown
    public Verdict on(ByteBuf source) {
        int start = source.readerIndex();
        int count = source.refCnt();
        try {
            return new Verdict(read(source), null);
        } catch (MalformedBsonException e) {
            if (source.readerIndex() != start) {
                throw new AssertionError(this + " moved the readerIndex and failed", e);
            }
            return new Verdict(0, describe(e, e.offset() - start));
        } finally {
            source.readerIndex(start);
            if (source.refCnt() != count) {
                throw new AssertionError(this + " changed the reference count");
            }
        }
    }

    /** The verdict of the stream on bytes that it is given alone; it knows of no bytes behind a document. */
    public static Verdict ofStream(byte[] bytes) {
        try (var stream = BsonCodec.DEFAULT.open(new ByteArrayInputStream(bytes))) {
            if (!stream.next()) {
                return new Verdict(0, "empty");
            }
            stream.validate();
            return new Verdict(stream.raw().length(), null);
        } catch (MalformedBsonException e) {
            return new Verdict(0, describe(e, e.offset()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stream's verdict is another's. It learns only as it reads that the bytes end too early, so it words that differently. */
    public static void assertStreamAgrees(String what, byte[] bytes, Verdict other) {
        Verdict verdict = ofStream(bytes);
        if (bytes.length < 5) {
            assertThat(verdict.fault()).as(what).isNotNull();
        } else if (verdict.fault() != null && verdict.fault().startsWith("stream ends inside a document")) {
            assertThat(other.fault()).as(what).matches("document length: .* bytes that are there\\) at 0 .*");
        } else if (!verdict.equals(other)) {
            assertThat(verdict)
                    .as("stream on %s: %s", what, HexFormat.of().formatHex(bytes))
                    .isEqualTo(other);
        }
    }

    private static String describe(BsonException e, long offset) {
        return e.problem() + " at " + offset + " in \"" + e.path() + "\"";
    }
}
