package io.bsonwire.spec;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The codec inside {@code mongo-java-server}, which writes no JSON. */
final class JavaServerAdapter implements BsonImplementation {
    private static final int LEGACY_UUID = 3;
    private static final int UUID_SUBTYPE = 4;

    @Override
    public String name() {
        return "mongo-java-server";
    }

    @Override
    public String version() {
        return System.getProperty("mongo-java-server.version", "");
    }

    /** Undefined is read as null; the other types are refused. */
    private static boolean lacks(@Nullable Object value) {
        return value instanceof Undefined
                || value instanceof Symbol
                || value instanceof DbPointer
                || value instanceof CodeWithScope
                || (value instanceof Binary binary && !has(binary));
    }

    private static boolean has(Binary binary) {
        boolean uuid = binary.subtype() == LEGACY_UUID || binary.subtype() == UUID_SUBTYPE;
        return uuid ? binary.toByteArray().length == 16 : binary.subtype() == 0;
    }

    private static de.bwaldvogel.mongo.bson.Document read(byte[] bson) {
        Lacking.check(bson, JavaServerAdapter::lacks);
        ByteBuf source = Unpooled.wrappedBuffer(bson);
        de.bwaldvogel.mongo.bson.Document document = BsonDecoder.decodeBson(source);
        if (source.isReadable()) {
            throw new IllegalArgumentException("bytes behind the document");
        }
        return document;
    }

    private static byte[] write(de.bwaldvogel.mongo.bson.Document document) {
        ByteBuf target = Unpooled.buffer();
        BsonEncoder.encodeDocument(document, target);
        return ByteBufUtil.getBytes(target);
    }

    @Override
    public byte[] roundTrip(byte[] bson) {
        return write(read(bson));
    }

    @Override
    public int skip(byte[] bson) {
        Lacking.check(bson, JavaServerAdapter::lacks);
        ByteBuf source = Unpooled.wrappedBuffer(bson);
        BsonDecoder.decodeBson(source);
        return source.readerIndex();
    }

    @Override
    public byte[] encode(Document document) {
        Lacking.check(document, JavaServerAdapter::lacks);
        return write((de.bwaldvogel.mongo.bson.Document) Objects.requireNonNull(toPeer(document)));
    }

    @Override
    public Document decode(byte[] bson) {
        return (Document) Objects.requireNonNull(fromPeer(read(bson)));
    }

    private static @Nullable Object toPeer(@Nullable Object value) {
        if (value instanceof Document document) {
            de.bwaldvogel.mongo.bson.Document result = new de.bwaldvogel.mongo.bson.Document();
            document.forEach((name, inner) -> result.put(name, toPeer(inner)));
            return result;
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> result = new ArrayList<>();
            list.forEach(inner -> result.add(toPeer(inner)));
            return result;
        } else if (value instanceof Decimal128 number) {
            return new de.bwaldvogel.mongo.bson.Decimal128(number.lowBits(), number.highBits());
        } else if (value instanceof Binary binary) {
            byte[] bytes = binary.toByteArray();
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return switch (binary.subtype()) {
                case LEGACY_UUID -> {
                    buffer.order(java.nio.ByteOrder.LITTLE_ENDIAN);
                    yield new LegacyUUID(buffer.getLong(), buffer.getLong());
                }
                case UUID_SUBTYPE -> new UUID(buffer.getLong(), buffer.getLong());
                default -> new BinData(bytes);
            };
        } else if (value instanceof ObjectId id) {
            return new de.bwaldvogel.mongo.bson.ObjectId(id.toByteArray());
        } else if (value instanceof BsonTimestamp timestamp) {
            return new de.bwaldvogel.mongo.bson.BsonTimestamp(timestamp.bits());
        } else if (value instanceof Regex regex) {
            return new BsonRegularExpression(regex.pattern(), regex.options());
        } else if (value instanceof Code code) {
            return new BsonJavaScript(code.code());
        } else if (value == MinKey.INSTANCE) {
            return de.bwaldvogel.mongo.bson.MinKey.getInstance();
        } else if (value == MaxKey.INSTANCE) {
            return de.bwaldvogel.mongo.bson.MaxKey.getInstance();
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
        } else if (value instanceof de.bwaldvogel.mongo.bson.Decimal128 number) {
            return Decimal128.ofBits(number.getHigh(), number.getLow());
        } else if (value instanceof BinData binary) {
            return Binary.of(0, binary.getData());
        } else if (value instanceof UUID uuid) {
            return Binary.of(UUID_SUBTYPE, bytes(uuid));
        } else if (value instanceof LegacyUUID uuid) {
            return Binary.of(
                    LEGACY_UUID,
                    ByteBuffer.allocate(16)
                            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                            .putLong(uuid.getUuid().getMostSignificantBits())
                            .putLong(uuid.getUuid().getLeastSignificantBits())
                            .array());
        } else if (value instanceof de.bwaldvogel.mongo.bson.ObjectId id) {
            return ObjectId.of(id.toByteArray());
        } else if (value instanceof de.bwaldvogel.mongo.bson.BsonTimestamp timestamp) {
            return BsonTimestamp.ofBits(timestamp.getValue());
        } else if (value instanceof BsonRegularExpression regex) {
            return new Regex(regex.getPattern(), Objects.requireNonNullElse(regex.getOptions(), ""));
        } else if (value instanceof BsonJavaScript code) {
            return new Code(code.getCode());
        } else if (value instanceof de.bwaldvogel.mongo.bson.MinKey) {
            return MinKey.INSTANCE;
        } else if (value instanceof de.bwaldvogel.mongo.bson.MaxKey) {
            return MaxKey.INSTANCE;
        }
        return value;
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
