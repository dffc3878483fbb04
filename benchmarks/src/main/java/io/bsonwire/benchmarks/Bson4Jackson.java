package io.bsonwire.benchmarks;

import de.undercouch.bson4jackson.BsonFactory;
import de.undercouch.bson4jackson.BsonModule;
import de.undercouch.bson4jackson.BsonParser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * bson4jackson between maps and a Netty buffer, through streams, which are all that it takes. It reads MinKey and MaxKey
 * as strings and regular expressions as {@link java.util.regex.Pattern}, and writes them as that; an ObjectId is not always
 * written as it was read.
 */
final class Bson4Jackson {
    private static final JsonMapper MAPPER = JsonMapper.builder(
                    new BsonFactory().enable(BsonParser.Feature.HONOR_DOCUMENT_LENGTH))
            .addModule(new BsonModule())
            .build();
    private static final ObjectReader READER =
            MAPPER.readerFor(new TypeReference<LinkedHashMap<String, @Nullable Object>>() {});
    private static final ObjectWriter WRITER = MAPPER.writer();

    private Bson4Jackson() {}

    static Map<String, @Nullable Object> decode(ByteBuf source) {
        return READER.readValue((InputStream) new ByteBufInputStream(source.duplicate()));
    }

    /** Appends the document to the target. */
    static ByteBuf encode(Map<String, @Nullable Object> document, ByteBuf target) {
        WRITER.writeValue((OutputStream) new ByteBufOutputStream(target), document);
        return target;
    }
}
