package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method that writes a value: its calls are chained, and it makes room for what it writes. */
class BsonWriterChainTest {
    /** Longer than the array's first length leaves free in some of the tests below, and of no ASCII alone. */
    private static final String TEXT = "t\u00e9xt".repeat(30);

    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);
    private static final ObjectId ID = ObjectId.parse("0102030405060708090a0b0c");
    private static final byte[] SOURCE = BsonCodec.DEFAULT.encode(new Document("s", TEXT));
    private static final FieldNames NAMES = FieldNames.of("a", "b");

    /** A call, and the value that it writes. */
    private record Call(String name, UnaryOperator<BsonWriter> write, Object value) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Call> calls() {
        Document inner = BsonCodec.DEFAULT.decodeExactly(SOURCE);
        return List.of(
                new Call("double", w -> w.writeDouble(1.5), 1.5),
                new Call("string", w -> w.writeString(TEXT), TEXT),
                new Call("binary", w -> w.writeBinary(Binary.of(BYTES)), Binary.of(BYTES)),
                new Call("old binary", w -> w.writeBinary(Binary.of(2, BYTES)), Binary.of(2, BYTES)),
                new Call("part of an array", w -> w.writeBinary(5, BYTES, 3, 90), Binary.of(5, slice(BYTES, 3, 90))),
                new Call("buffer", w -> w.writeBinary(6, Unpooled.wrappedBuffer(BYTES)), Binary.of(6, BYTES)),
                new Call("undefined", BsonWriter::writeUndefined, Undefined.INSTANCE),
                new Call("ObjectId", w -> w.writeObjectId(ID), ID),
                new Call("boolean", w -> w.writeBoolean(true), true),
                new Call("date-time", w -> w.writeDateTime(7), Instant.ofEpochMilli(7)),
                new Call("regex", w -> w.writeRegex(new Regex(TEXT, "imx")), new Regex(TEXT, "imx")),
                new Call("dbPointer", w -> w.writeDbPointer(new DbPointer(TEXT, ID)), new DbPointer(TEXT, ID)),
                new Call("code", w -> w.writeCode(TEXT), new Code(TEXT)),
                new Call("symbol", w -> w.writeSymbol(TEXT), new Symbol(TEXT)),
                new Call("int32", w -> w.writeInt32(7), 7),
                new Call("timestamp", w -> w.writeTimestamp(BsonTimestamp.ofBits(7)), BsonTimestamp.ofBits(7)),
                new Call("int64", w -> w.writeInt64(7), 7L),
                new Call("decimal128", w -> w.writeDecimal128(Decimal128.parse("7")), Decimal128.parse("7")),
                new Call("minKey", BsonWriter::writeMinKey, MinKey.INSTANCE),
                new Call("maxKey", BsonWriter::writeMaxKey, MaxKey.INSTANCE),
                new Call("value", w -> w.writeValue(TEXT), TEXT),
                new Call("Document", w -> w.writeDocument(inner), inner),
                new Call("Map", w -> w.writeDocument(Map.of("s", TEXT)), inner),
                new Call("BsonWritable", w -> w.writeDocument(RawDocument.of(SOURCE)), inner),
                new Call("raw document", w -> w.writeRawDocument(Unpooled.wrappedBuffer(SOURCE), 0), inner),
                new Call("raw value", w -> w.writeValue(RawDocument.of(SOURCE)), inner),
                new Call("copied value", w -> w.copyValue(reader(SOURCE)), TEXT),
                new Call("code with scope", w -> w.startCodeWithScope(TEXT).endDocument(), scope()));
    }

    private static CodeWithScope scope() {
        return new CodeWithScope(TEXT, new Document());
    }

    private static byte[] slice(byte[] bytes, int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private static BsonReader reader(byte[] document) {
        BsonReader reader = new BsonReader().reset(document, 0, document.length);
        assertThat(reader.next()).isTrue();
        return reader;
    }

    @ParameterizedTest
    @MethodSource("calls")
    void callReturnsTheWriter(Call call) {
        ByteBuf target = Unpooled.buffer();
        BsonWriter writer = new BsonWriter().reset(target);
        writer.startDocument();
        assertThat(writer.name("a")).isSameAs(writer);
        assertThat(call.write().apply(writer)).isSameAs(writer);
        assertThat(writer.name(NAMES, 1)).isSameAs(writer);
        assertThat(call.write().apply(writer)).isSameAs(writer);
        assertThat(writer.copyElement(reader(SOURCE))).isSameAs(writer);
        assertThat(writer.endDocumentIdFirst()).isSameAs(writer);
        assertThat(BsonCodec.DEFAULT.decodeExactly(target))
                .isEqualTo(new Document("a", call.value())
                        .append("b", call.value())
                        .append("s", TEXT));
    }

    /** Behind fillers of every length, so that what is written ends at every place around the end of the first array. */
    @ParameterizedTest
    @MethodSource("calls")
    void callMakesRoom(Call call) {
        for (int length = 280; length < 530; length++) {
            byte[] filler = new byte[length];
            ByteBuf target = Unpooled.buffer();
            BsonWriter writer = new BsonWriter().reset(target);
            writer.startDocument().name("f").writeBinary(0, filler, 0, length).name("v");
            call.write().apply(writer).name("_id").writeObjectId(ID);
            writer.endDocumentIdFirst();
            Document expected =
                    new Document("_id", ID).append("f", Binary.of(filler)).append("v", call.value());
            assertThat(hex(target)).as("behind %d bytes", length).isEqualTo(hex(BsonCodec.DEFAULT.encode(expected)));
        }
    }

    /** The same for the elements of a document in one go, where a length field's arithmetic is the loop's own. */
    @ParameterizedTest
    @MethodSource("calls")
    void documentMakesRoom(Call call) {
        for (int length = 280; length < 530; length++) {
            String filler = "f".repeat(length);
            Document document =
                    new Document("f", filler).append("v", call.value()).append("w", "short");
            byte[] bytes = BsonCodec.DEFAULT.encode(document);
            assertThat(BsonCodec.DEFAULT.decodeExactly(bytes)).isEqualTo(document);
            ByteBuf target = Unpooled.buffer();
            BsonWriter writer = new BsonWriter().reset(target);
            writer.startDocument().name("f").writeString(filler).name("v");
            call.write().apply(writer).name("w").writeString("short").endDocument();
            assertThat(ByteBufUtil.getBytes(target))
                    .as("behind %d bytes", length)
                    .isEqualTo(bytes);
        }
    }

    /** In an array, where no name is written and indexes go to two digits. */
    @ParameterizedTest
    @MethodSource("calls")
    void callFillsAnArray(Call call) {
        ByteBuf target = Unpooled.buffer();
        BsonWriter writer = new BsonWriter().reset(target);
        writer.startDocument().name("a").startArray();
        for (int i = 0; i < 12; i++) {
            assertThat(call.write().apply(writer)).isSameAs(writer);
        }
        writer.endArray().endDocument();
        List<Object> twelve = Collections.nCopies(12, call.value());
        assertThat(BsonCodec.DEFAULT.decodeExactly(target)).isEqualTo(new Document("a", twelve));
    }
}
