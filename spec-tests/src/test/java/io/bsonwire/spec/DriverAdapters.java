package io.bsonwire.spec;

import io.bsonwire.bson.Document;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonDocumentWriter;
import org.bson.BsonSerializationException;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.bson.UuidRepresentation;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.conversions.Bson;
import org.bson.io.BasicOutputBuffer;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** {@code org.mongodb:bson} by its three kinds of documents. It has nothing that only validates. */
abstract class DriverAdapters<T> implements BsonImplementation {
    private static final BsonDocumentCodec BSON_DOCUMENTS = new BsonDocumentCodec();
    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();
    private static final JsonWriterSettings RELAXED =
            JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

    private final String name;
    private final Codec<T> codec;

    private DriverAdapters(String name, Codec<T> codec) {
        this.name = name;
        this.codec = codec;
    }

    static List<BsonImplementation> all() {
        return List.of(new Documents(), new BsonDocuments(), new RawDocuments());
    }

    @Override
    public String name() {
        return "org.mongodb:bson " + name;
    }

    @Override
    public String version() {
        return System.getProperty("mongodb-driver.version", "");
    }

    /** From the peer's own values and back; the conversion is the peer's too where it can be. */
    abstract T ofBson(BsonDocument document);

    abstract BsonDocument toBson(T document);

    abstract String toJson(T document, JsonWriterSettings settings);

    abstract T parse(String json);

    /** As the driver does: the decoder reads one document, and its caller looks whether that was all. */
    T read(byte[] bson) {
        try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bson))) {
            T document = codec.decode(reader, DecoderContext.builder().build());
            checkEnd(bson, reader.getBsonInput().getPosition());
            return document;
        }
    }

    static void checkEnd(byte[] bson, int end) {
        if (end != bson.length) {
            throw new BsonSerializationException("the document ends at " + end + " of " + bson.length);
        }
    }

    private byte[] write(T document) {
        try (BasicOutputBuffer target = new BasicOutputBuffer();
                BsonBinaryWriter writer = new BsonBinaryWriter(target)) {
            codec.encode(writer, document, EncoderContext.builder().build());
            return Arrays.copyOf(target.getInternalBuffer(), target.getSize());
        }
    }

    @Override
    public byte[] encode(Document document) {
        return write(ofBson(PeerValues.toPeer(document)));
    }

    @Override
    public Document decode(byte[] bson) {
        return PeerValues.fromPeer(toBson(read(bson)));
    }

    @Override
    public byte[] roundTrip(byte[] bson) {
        return write(read(bson));
    }

    @Override
    public String toCanonicalJson(byte[] bson) {
        return toJson(read(bson), CANONICAL);
    }

    @Override
    public String toRelaxedJson(byte[] bson) {
        return toJson(read(bson), RELAXED);
    }

    @Override
    public byte[] fromJson(String json) {
        return write(parse(json));
    }

    private static final class Documents extends DriverAdapters<org.bson.Document> {
        /** Without a representation it takes UUIDs from JSON and then does not write them. */
        private static final Codec<org.bson.Document> CODEC = CodecRegistries.withUuidRepresentation(
                        Bson.DEFAULT_CODEC_REGISTRY, UuidRepresentation.STANDARD)
                .get(org.bson.Document.class);

        Documents() {
            super("Document", CODEC);
        }

        @Override
        org.bson.Document ofBson(BsonDocument document) {
            return CODEC.decode(
                    new BsonDocumentReader(document), DecoderContext.builder().build());
        }

        @Override
        BsonDocument toBson(org.bson.Document document) {
            BsonDocument result = new BsonDocument();
            CODEC.encode(
                    new BsonDocumentWriter(result),
                    document,
                    EncoderContext.builder().build());
            return result;
        }

        @Override
        String toJson(org.bson.Document document, JsonWriterSettings settings) {
            return document.toJson(settings, CODEC);
        }

        @Override
        org.bson.Document parse(String json) {
            return org.bson.Document.parse(json, CODEC);
        }
    }

    private static final class BsonDocuments extends DriverAdapters<BsonDocument> {
        BsonDocuments() {
            super("BsonDocument", BSON_DOCUMENTS);
        }

        @Override
        BsonDocument ofBson(BsonDocument document) {
            return document;
        }

        @Override
        BsonDocument toBson(BsonDocument document) {
            return document;
        }

        @Override
        String toJson(BsonDocument document, JsonWriterSettings settings) {
            return document.toJson(settings);
        }

        @Override
        BsonDocument parse(String json) {
            return BsonDocument.parse(json);
        }

        @Override
        public int skip(byte[] bson) {
            try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bson))) {
                reader.readStartDocument();
                while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                    reader.skipName();
                    reader.skipValue();
                }
                reader.readEndDocument();
                return reader.getBsonInput().getPosition();
            }
        }
    }

    /** A view; what its values are is asked of it once, as a whole. */
    private static final class RawDocuments extends DriverAdapters<BsonDocument> {
        RawDocuments() {
            super("RawBsonDocument", BSON_DOCUMENTS);
        }

        @Override
        BsonDocument read(byte[] bson) {
            int length = bson.length < 5 ? 0 : Layout.int32(bson, 0);
            if (length >= 5 && length < bson.length) {
                checkEnd(bson, length);
            }
            return new RawBsonDocument(bson).decode(BSON_DOCUMENTS);
        }

        @Override
        BsonDocument ofBson(BsonDocument document) {
            return new RawBsonDocument(document, BSON_DOCUMENTS);
        }

        @Override
        BsonDocument toBson(BsonDocument document) {
            return document;
        }

        @Override
        public String toCanonicalJson(byte[] bson) {
            read(bson);
            return new RawBsonDocument(bson).toJson(CANONICAL);
        }

        @Override
        public String toRelaxedJson(byte[] bson) {
            read(bson);
            return new RawBsonDocument(bson).toJson(RELAXED);
        }

        @Override
        String toJson(BsonDocument document, JsonWriterSettings settings) {
            throw new IllegalStateException("a view is made of bytes");
        }

        @Override
        BsonDocument parse(String json) {
            return RawBsonDocument.parse(json);
        }
    }
}
