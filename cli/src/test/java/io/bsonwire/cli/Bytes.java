package io.bsonwire.cli;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Inputs for tests. */
final class Bytes {
    private Bytes() {}

    static byte[] bson(Document... documents) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Document document : documents) {
            all.writeBytes(BsonCodec.DEFAULT.encode(document));
        }
        return all.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A document that is well-formed but for the value of its one boolean, at offset 7 of it, path {@code a}. */
    static byte[] malformed() {
        byte[] bytes = bson(new Document("a", true));
        bytes[7] = 7;
        return bytes;
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
