package io.bsonwire.spec;

import de.undercouch.bson4jackson.BsonFactory;
import de.undercouch.bson4jackson.BsonGenerator;
import de.undercouch.bson4jackson.BsonModule;
import de.undercouch.bson4jackson.BsonParser;
import de.undercouch.bson4jackson.types.JavaScript;
import de.undercouch.bson4jackson.types.Timestamp;
import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.DbPointer;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MaxKey;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import io.bsonwire.bson.Symbol;
import io.bsonwire.bson.Undefined;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** {@code bson4jackson} by Jackson's maps and lists, with its own classes where it has some. It writes no Extended JSON. */
@SuppressWarnings("JavaUtilDate") // what Jackson has for a date-time
final class Bson4JacksonAdapter implements BsonImplementation {
    private final ObjectMapper mapper = JsonMapper.builder(new BsonFactory()
                    .enable(BsonParser.Feature.HONOR_DOCUMENT_LENGTH)
                    .enable(BsonGenerator.Feature.WRITE_BIGDECIMALS_AS_DECIMAL128))
            .addModule(new BsonModule())
            .build();

    @Override
    public String name() {
        return "bson4jackson";
    }

    @Override
    public String version() {
        return System.getProperty("bson4jackson.version", "");
    }

    /** Types that have no class, or share one with another type: byte[] has no subtype, java.util.regex is another language. */
    private static boolean lacks(@Nullable Object value) {
        return value == Undefined.INSTANCE
                || value == MinKey.INSTANCE
                || value == MaxKey.INSTANCE
                || value instanceof DbPointer
                || value instanceof Regex
                || (value instanceof Binary binary && binary.subtype() != 0);
    }

    private Map<?, ?> read(byte[] bson) {
        Lacking.check(bson, Bson4JacksonAdapter::lacks);
        int length = bson.length < 5 ? 0 : Layout.int32(bson, 0);
        if (length >= 5 && length < bson.length) {
            throw new IllegalArgumentException("bytes behind the document"); // which its caller has to see
        }
        return mapper.readValue(bson, LinkedHashMap.class);
    }

    @Override
    public byte[] roundTrip(byte[] bson) {
        return mapper.writeValueAsBytes(read(bson));
    }

    @Override
    public byte[] encode(Document document) {
        Lacking.check(document, Bson4JacksonAdapter::lacks);
        return mapper.writeValueAsBytes(toPeer(document));
    }

    @Override
    public Document decode(byte[] bson) {
        return (Document) Objects.requireNonNull(fromPeer(read(bson)));
    }

    private static @Nullable Object toPeer(@Nullable Object value) {
        if (value instanceof Document document) {
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            document.forEach((name, inner) -> result.put(name, toPeer(inner)));
            return result;
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> result = new ArrayList<>();
            list.forEach(inner -> result.add(toPeer(inner)));
            return result;
        } else if (value instanceof Binary binary) {
            return binary.toByteArray();
        } else if (value instanceof ObjectId id) {
            ByteBuffer bytes = ByteBuffer.wrap(id.toByteArray());
            int time = bytes.getInt();
            int random = (bytes.get() & 0xFF) << 16 | (bytes.getShort() & 0xFFFF);
            short process = bytes.getShort();
            int counter = (bytes.get() & 0xFF) << 16 | (bytes.getShort() & 0xFFFF);
            return new de.undercouch.bson4jackson.types.ObjectId(time, counter, random, process);
        } else if (value instanceof Instant instant) {
            return new Date(instant.toEpochMilli());
        } else if (value instanceof BsonTimestamp timestamp) {
            return new Timestamp((int) (timestamp.bits() >>> 32), (int) timestamp.bits());
        } else if (value instanceof Symbol symbol) {
            return new de.undercouch.bson4jackson.types.Symbol(symbol.text());
        } else if (value instanceof Code code) {
            return new JavaScript(code.code());
        } else if (value instanceof CodeWithScope code) {
            Map<String, Object> scope = new LinkedHashMap<>();
            code.scope().forEach((name, inner) -> scope.put(name, toPeer(inner)));
            return new JavaScript(code.code(), scope);
        } else if (value instanceof Decimal128 number) {
            // Its own class comes out of reading; written as decimal128 is what java.math has.
            return number.isFinite() && !(number.isZero() && number.isNegative())
                    ? number.toBigDecimal()
                    : de.undercouch.bson4jackson.types.Decimal128.fromIEEE754BIDEncoding(
                            number.highBits(), number.lowBits());
        }
        return value;
    }

    private static @Nullable Object fromPeer(@Nullable Object value) {
        if (value instanceof Map<?, ?> document) {
            Document result = new Document();
            document.forEach((name, inner) -> result.put((String) name, fromPeer(inner)));
            return result;
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> result = new ArrayList<>();
            list.forEach(inner -> result.add(fromPeer(inner)));
            return result;
        } else if (value instanceof byte[] bytes) {
            return Binary.of(0, bytes);
        } else if (value instanceof de.undercouch.bson4jackson.types.ObjectId id) {
            return ObjectId.of(ByteBuffer.allocate(12)
                    .putInt(id.getTimestamp())
                    .put((byte) (id.getRandomValue1() >> 16))
                    .putShort((short) id.getRandomValue1())
                    .putShort(id.getRandomValue2())
                    .put((byte) (id.getCounter() >> 16))
                    .putShort((short) id.getCounter())
                    .array());
        } else if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        } else if (value instanceof Timestamp timestamp) {
            return BsonTimestamp.ofBits((long) timestamp.getTime() << 32 | (timestamp.getInc() & 0xFFFFFFFFL));
        } else if (value instanceof de.undercouch.bson4jackson.types.Symbol symbol) {
            return new Symbol(symbol.getSymbol());
        } else if (value instanceof JavaScript code) {
            return code.getScope() == null
                    ? new Code(code.getCode())
                    : new CodeWithScope(code.getCode(), (Document) Objects.requireNonNull(fromPeer(code.getScope())));
        } else if (value instanceof de.undercouch.bson4jackson.types.Decimal128 number) {
            return Decimal128.ofBits(number.getHigh(), number.getLow());
        }
        return value;
    }
}
