package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method that reads a value reads it once, only if it is of its type, and leaves the reader behind it. */
class BsonReaderOnceTest {
    private static final ObjectId ID = ObjectId.parse("0102030405060708090a0b0c");

    /** A value, and the call that reads it. */
    private record Call(String name, Object value, Function<BsonReader, Object> read) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Call> calls() {
        CodeWithScope scope = new CodeWithScope("f", new Document("a", 1));
        return List.of(
                new Call("double", 1.5, BsonReader::readDouble),
                new Call("string", "text", BsonReader::readString),
                new Call("string to buffer", "text", BsonReaderOnceTest::throughBuffer),
                new Call("binary", Binary.of(5, new byte[] {1, 2}), BsonReader::readBinary),
                new Call("ObjectId", ID, BsonReader::readObjectId),
                new Call("true", true, BsonReader::readBoolean),
                new Call("false", false, BsonReader::readBoolean),
                new Call("date-time", Instant.ofEpochMilli(-7), r -> Instant.ofEpochMilli(r.readDateTime())),
                new Call("regex", new Regex("a", "im"), BsonReader::readRegex),
                new Call("dbPointer", new DbPointer("d.c", ID), BsonReader::readDbPointer),
                new Call("code", new Code("f"), BsonReader::readCode),
                new Call("symbol", new Symbol("s"), BsonReader::readSymbol),
                new Call("code with scope", scope, BsonReader::readCodeWithScope),
                new Call("int32", -7, BsonReader::readInt32),
                new Call("timestamp", BsonTimestamp.of(7, 8), BsonReader::readTimestamp),
                new Call("int64", -7L, BsonReader::readInt64),
                new Call("decimal128", Decimal128.parse("1.5"), BsonReader::readDecimal128),
                new Call("document", new Document("a", false), BsonReader::readDocument),
                new Call("array", new ArrayList<>(List.of(1, "two")), BsonReader::readArray),
                new Call("value", MinKey.INSTANCE, BsonReader::readValue),
                new Call("false as value", false, BsonReader::readValue),
                new Call("copied value", "text", BsonReaderOnceTest::throughWriter));
    }

    private static Object throughBuffer(BsonReader reader) {
        var target = Unpooled.buffer();
        assertThat(reader.readString(target)).isEqualTo(target.readableBytes());
        return target.toString(StandardCharsets.UTF_8);
    }

    private static Object throughWriter(BsonReader reader) {
        var target = Unpooled.buffer();
        BsonWriter writer = new BsonWriter().reset(target);
        writer.startDocument().name("c").copyValue(reader).endDocument();
        return RawDocument.of(target).get("c");
    }

    /** The value between two others, with the reader on it. */
    private static BsonReader readerOn(Object value) {
        byte[] bytes = BsonCodec.DEFAULT.encode(
                new Document("before", 1).append("v", value).append("behind", "end"));
        BsonReader reader = new BsonReader();
        assertThat(reader.reset(bytes, 0, bytes.length)).isSameAs(reader);
        assertThat(reader.next()).isTrue();
        assertThat(reader.skip()).isSameAs(reader);
        assertThat(reader.next()).isTrue();
        return reader;
    }

    @ParameterizedTest
    @MethodSource("calls")
    void valueIsReadOnce(Call call) {
        BsonReader reader = readerOn(call.value());
        assertThat(call.read().apply(reader)).isEqualTo(call.value());
        assertThatIllegalStateException().isThrownBy(() -> call.read().apply(reader));
        assertThatIllegalStateException().isThrownBy(reader::skip);
        assertThat(reader.next()).isTrue();
        assertThat(reader.name()).isEqualTo("behind");
        assertThat(reader.readString()).isEqualTo("end");
        assertThat(reader.next()).isFalse();
    }

    /** What refuses a type leaves the value to be read by the right method. */
    @ParameterizedTest
    @MethodSource("calls")
    void valueOfAnotherTypeIsRefused(Call call) {
        for (Call other : calls()) {
            boolean any = other.name().contains("value");
            if (!any && call.value().getClass() != other.value().getClass()) {
                BsonReader reader = readerOn(call.value());
                assertThatExceptionOfType(BsonTypeException.class)
                        .as("%s read as %s", call, other)
                        .isThrownBy(() -> other.read().apply(reader));
                assertThat(call.read().apply(reader)).isEqualTo(call.value());
            }
        }
    }
}
