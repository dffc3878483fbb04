package io.bsonwire.bson;

import io.bsonwire.bson.json.ExtendedJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Raw views as relaxed Extended JSON; apart, so that views do not need the JSON classes until then. */
final class RawText {
    private RawText() {}

    static String json(RawDocument document, BsonCodec codec) {
        return json(document.reader(), document.length(), codec);
    }

    /** JSON is written of documents, so the array is made the one element of one. */
    static String json(RawArray array, BsonCodec codec) {
        BsonCodec roomy = codec.toBuilder()
                .limits(new BsonLimits(BsonLimits.LARGEST_ARRAY, codec.limits().maxDepth()))
                .build();
        byte[] wrapped = roomy.encode((BsonWritable) writer -> writer.name("").writeValue(array));
        String json = json(new BsonReader(roomy).reset(wrapped, 0, wrapped.length), wrapped.length, roomy);
        return json.substring("{\"\":".length(), json.length() - "}".length());
    }

    private static String json(BsonReader reader, int length, BsonCodec codec) {
        ExtendedJson form = codec == BsonCodec.DEFAULT
                ? ExtendedJson.relaxed()
                : ExtendedJson.relaxed().withCodec(codec);
        ByteArrayOutputStream text = new ByteArrayOutputStream(length);
        try {
            form.write(reader, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has none
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
