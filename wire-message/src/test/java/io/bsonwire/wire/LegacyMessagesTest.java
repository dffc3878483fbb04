package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of before OP_MSG: each as bytes laid out by hand, as built, and as JSON; and what is refused. */
class LegacyMessagesTest {
    private static final Document ONE = new Document("a", 1);
    private static final Document EMPTY = new Document();
    /** {@code {a: 1}} and {@code {}}. */
    private static final String ONE_HEX = "0c000000 10 6100 01000000 00";

    private static final String EMPTY_HEX = "05000000 00";
    private static final String NAME_HEX = "642e6300";

    /** One of each kind. */
    @SuppressWarnings("ImmutableEnumChecker") // its array is only read
    enum Example {
        QUERY(
                alloc -> OpQuery.of(alloc, 7, OpQuery.SECONDARY_OK | OpQuery.EXHAUST | 1, "d.c", -2, 3, ONE, null),
                "2c000000 07000000 00000000 d4070000 45000000" + NAME_HEX + "feffffff 03000000" + ONE_HEX,
                """
                {"opCode":"OP_QUERY","requestId":7,"responseTo":0,"flags":["secondaryOk","exhaust","0x00000001"],\
                "fullCollectionName":"d.c","numberToSkip":-2,"numberToReturn":3,"query":{"a":1}}"""),
        QUERY_WITH_SELECTOR(
                alloc -> OpQuery.of(alloc, 7, 0, "d.c", 0, -1, EMPTY, ONE),
                "31000000 07000000 00000000 d4070000 00000000" + NAME_HEX + "00000000 ffffffff" + EMPTY_HEX + ONE_HEX,
                """
                {"opCode":"OP_QUERY","requestId":7,"responseTo":0,"flags":[],"fullCollectionName":"d.c",\
                "numberToSkip":0,"numberToReturn":-1,"query":{},"returnFieldsSelector":{"a":1}}"""),
        REPLY(
                alloc -> OpReply.of(
                        alloc, -1, 7, OpReply.AWAIT_CAPABLE | OpReply.QUERY_FAILURE, -2L, 5, List.of(ONE, EMPTY)),
                "35000000 ffffffff 07000000 01000000 0a000000 feffffffffffffff 05000000 02000000" + ONE_HEX + EMPTY_HEX,
                """
                {"opCode":"OP_REPLY","requestId":-1,"responseTo":7,"responseFlags":["queryFailure","awaitCapable"],\
                "cursorId":-2,"startingFrom":5,"documents":[{"a":1},{}]}"""),
        REPLY_WITHOUT_DOCUMENTS(
                alloc -> OpReply.of(alloc, 1, 7, OpReply.CURSOR_NOT_FOUND, 0, 0, List.of()),
                "24000000 01000000 07000000 01000000 01000000 0000000000000000 00000000 00000000",
                """
                {"opCode":"OP_REPLY","requestId":1,"responseTo":7,"responseFlags":["cursorNotFound"],"cursorId":0,\
                "startingFrom":0,"documents":[]}"""),
        GET_MORE(
                alloc -> OpGetMore.of(alloc, 7, "d.c", 100, Long.MIN_VALUE),
                "24000000 07000000 00000000 d5070000 00000000" + NAME_HEX + "64000000 0000000000000080",
                """
                {"opCode":"OP_GET_MORE","requestId":7,"responseTo":0,"fullCollectionName":"d.c","numberToReturn":100,\
                "cursorId":-9223372036854775808}"""),
        KILL_CURSORS(
                alloc -> OpKillCursors.of(alloc, 7, 1, -2),
                "28000000 07000000 00000000 d7070000 00000000 02000000 0100000000000000 feffffffffffffff",
                """
                {"opCode":"OP_KILL_CURSORS","requestId":7,"responseTo":0,"cursorIds":[1,-2]}"""),
        INSERT(
                alloc -> OpInsert.of(alloc, 7, OpInsert.CONTINUE_ON_ERROR, "d.c", List.of(ONE, EMPTY)),
                "29000000 07000000 00000000 d2070000 01000000" + NAME_HEX + ONE_HEX + EMPTY_HEX,
                """
                {"opCode":"OP_INSERT","requestId":7,"responseTo":0,"flags":["continueOnError"],\
                "fullCollectionName":"d.c","documents":[{"a":1},{}]}"""),
        UPDATE(
                alloc -> OpUpdate.of(alloc, 7, "d.c", OpUpdate.UPSERT | OpUpdate.MULTI_UPDATE, ONE, EMPTY),
                "2d000000 07000000 00000000 d1070000 00000000" + NAME_HEX + "03000000" + ONE_HEX + EMPTY_HEX,
                """
                {"opCode":"OP_UPDATE","requestId":7,"responseTo":0,"fullCollectionName":"d.c",\
                "flags":["upsert","multiUpdate"],"selector":{"a":1},"update":{}}"""),
        DELETE(
                alloc -> OpDelete.of(alloc, 7, "d.c", OpDelete.SINGLE_REMOVE | 1 << 31, ONE),
                "28000000 07000000 00000000 d6070000 00000000" + NAME_HEX + "01000080" + ONE_HEX,
                """
                {"opCode":"OP_DELETE","requestId":7,"responseTo":0,"fullCollectionName":"d.c",\
                "flags":["singleRemove","0x80000000"],"selector":{"a":1}}""");

        final Function<ByteBufAllocator, WireMessage> build;
        final byte[] bytes;
        final String json;

        Example(Function<ByteBufAllocator, WireMessage> build, String hex, String json) {
            this.build = build;
            this.bytes = Messages.bytes(hex);
            this.json = json;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isBuiltAsSpecified(Example example) {
        TrackingAllocator alloc = new TrackingAllocator();
        WireMessage message = example.build.apply(alloc);
        assertThat(Messages.hex(message.bytes())).isEqualTo(Messages.hex(Shape.HEAP.of(example.bytes)));
        assertThat(message.release()).isTrue();
        alloc.assertAllReleased();
    }

    @ParameterizedTest
    @MethodSource("examplesInShapes")
    void isReadFromAnyBuffer(Example example, Shape shape) {
        ByteBuf frame = shape.of(example.bytes);
        WireMessage message = WireMessage.decode(frame);
        WireMessage built = example.build.apply(ByteBufAllocator.DEFAULT);
        assertThat(message).isEqualTo(built).hasSameHashCodeAs(built).hasSameClassAs(built);
        assertThat(message.opCode().code()).isEqualTo(message.header().opCode());
        assertThat(message.toJson()).isEqualTo(example.json);
        assertThat(message).hasToString(example.json);
        built.release();
        assertThat(message.release()).isTrue();
        assertThat(frame.refCnt()).isZero();
    }

    @ParameterizedTest
    @MethodSource("examplesInShapes")
    void everyTruncationIsRefused(Example example, Shape shape) {
        for (int length = 1; length < example.bytes.length; length++) {
            byte[] bytes = Arrays.copyOf(example.bytes, length);
            if (length >= 4) {
                bytes[0] = (byte) length;
            }
            ByteBuf frame = shape.of(bytes);
            // An OP_INSERT may end behind any of its documents, an OP_QUERY before its selector.
            if ((length == example.bytes.length - 5 && example == Example.INSERT)
                    || (length == example.bytes.length - 12 && example == Example.QUERY_WITH_SELECTOR)) {
                WireMessage.decode(frame).release();
            } else {
                assertThatThrownBy(() -> WireMessage.decode(frame))
                        .isInstanceOf(WireException.class)
                        .hasMessageContaining("(expected: ")
                        .hasMessageContaining(" at offset ");
                assertThat(frame.release()).isTrue();
            }
        }
    }

    static Stream<Arguments> examplesInShapes() {
        return Arrays.stream(Example.values())
                .flatMap(example -> Arrays.stream(Shape.values()).map(shape -> Arguments.of(example, shape)));
    }

    @Test
    void theirPartsAreThere() {
        OpQuery query = OpQuery.decode(Shape.DIRECT.of(Example.QUERY_WITH_SELECTOR.bytes));
        assertThat(query.flags()).isZero();
        assertThat(query.fullCollectionName()).isEqualTo("d.c");
        assertThat(query.numberToSkip()).isZero();
        assertThat(query.numberToReturn()).isEqualTo(-1);
        assertThat(query.query().toDocument()).isEmpty();
        assertThat(query.returnFieldsSelector()).isNotNull();
        assertThat(query.returnFieldsSelector().toDocument()).isEqualTo(ONE);
        query.release();

        OpReply reply = OpReply.decode(Shape.DIRECT.of(Example.REPLY.bytes));
        assertThat(reply.responseFlags()).isEqualTo(10);
        assertThat(reply.cursorId()).isEqualTo(-2);
        assertThat(reply.startingFrom()).isEqualTo(5);
        assertThat(reply.documents()).hasSize(2);
        reply.release();

        OpGetMore getMore = OpGetMore.decode(Shape.DIRECT.of(Example.GET_MORE.bytes));
        assertThat(getMore.fullCollectionName()).isEqualTo("d.c");
        assertThat(getMore.numberToReturn()).isEqualTo(100);
        assertThat(getMore.cursorId()).isEqualTo(Long.MIN_VALUE);
        getMore.release();

        OpKillCursors killCursors = OpKillCursors.decode(Shape.DIRECT.of(Example.KILL_CURSORS.bytes));
        assertThat(killCursors.cursorIds()).containsExactly(1, -2);
        killCursors.release();

        OpInsert insert = OpInsert.decode(Shape.DIRECT.of(Example.INSERT.bytes));
        assertThat(insert.flags()).isEqualTo(1);
        assertThat(insert.fullCollectionName()).isEqualTo("d.c");
        assertThat(insert.documents().count()).isEqualTo(2);
        insert.release();

        OpUpdate update = OpUpdate.decode(Shape.DIRECT.of(Example.UPDATE.bytes));
        assertThat(update.flags()).isEqualTo(3);
        assertThat(update.fullCollectionName()).isEqualTo("d.c");
        assertThat(update.selector().toDocument()).isEqualTo(ONE);
        assertThat(update.update().toDocument()).isEmpty();
        update.release();

        OpDelete delete = OpDelete.decode(Shape.DIRECT.of(Example.DELETE.bytes));
        assertThat(delete.flags()).isEqualTo(Integer.MIN_VALUE + 1);
        assertThat(delete.fullCollectionName()).isEqualTo("d.c");
        assertThat(delete.selector().toDocument()).isEqualTo(ONE);
        delete.release();
    }

    @ParameterizedTest
    @EnumSource
    void onlyQueriesAndGetMoresAreAnswered(Example example) {
        WireMessage message = WireMessage.decode(Shape.HEAP.of(example.bytes));
        assertThat(message.expectsReply()).isEqualTo(message instanceof OpQuery || message instanceof OpGetMore);
        message.release();
    }

    @Test
    void messagesOfTheSameIdsAndOtherBytesAreNotEqual() {
        WireMessage one = WireMessage.decode(Shape.HEAP.of(Example.UPDATE.bytes));
        byte[] changed = Example.UPDATE.bytes.clone();
        changed[24] ^= 2;
        WireMessage other = WireMessage.decode(Shape.HEAP.of(changed));
        assertThat(one).isNotEqualTo(other).isNotEqualTo("text").isEqualTo(one);
        one.retain().touch().touch("here").retain(2).release(3);
        assertThat(one.refCnt()).isEqualTo(1);
        one.release();
        other.release();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // what is reserved is not 0
                "24000000 07000000 00000000 d5070000 01000000 642e6300 64000000 0000000000000080"
                        + "|reserved int32: 1 (expected: 0) at offset 16",
                // bytes behind the last field
                "25000000 07000000 00000000 d5070000 00000000 642e6300 64000000 0000000000000080 00"
                        + "|bytes behind the last field: 1 (expected: none) at offset 36",
                // a name without end, and one that is not UTF-8
                "19000000 07000000 00000000 d5070000 00000000 642e636465"
                        + "|fullCollectionName without end (expected: a NUL) at offset 20",
                "24000000 07000000 00000000 d5070000 00000000 64ff6300 64000000 0000000000000080"
                        + "|fullCollectionName with malformed bytes (expected: UTF-8) at offset 20",
                // counts that are not those of what follows
                "20000000 07000000 00000000 d7070000 00000000 02000000 0100000000000000"
                        + "|number of cursor ids: 2 (expected: 8 bytes for each in the 8 that follow) at offset 20",
                "20000000 07000000 00000000 d7070000 00000000 ffffffff 0100000000000000"
                        + "|number of cursor ids: -1 (expected: 8 bytes for each in the 8 that follow) at offset 20",
                "20000000 07000000 00000000 d7070000 00000000 01000020 0100000000000000"
                        + "|number of cursor ids: 536870913 (expected: 8 bytes for each in the 8 that follow) at offset 20",
                "29000000 01000000 07000000 01000000 01000000 0000000000000000 00000000 02000000 0500000000"
                        + "|number of documents: 2 (expected: 1, as many as follow) at offset 32",
                "29000000 01000000 07000000 01000000 01000000 0000000000000000 00000000 ffffffff 0500000000"
                        + "|number of documents: -1 (expected: 1, as many as follow) at offset 32",
                "18000000 07000000 00000000 d2070000 01000000 642e6300"
                        + "|documents: none (expected: at least one) at offset 24",
                // a document beyond its message
                "1d000000 07000000 00000000 d2070000 01000000 642e6300 0600000000"
                        + "|document length: 6 (expected: 5 to the 5 bytes that are left) at offset 24",
            })
    void isRefused(String hexAndMessage) {
        String[] parts = hexAndMessage.split("\\|", 2);
        for (Shape shape : Shape.values()) {
            ByteBuf frame = shape.of(Messages.bytes(parts[0]));
            assertThatThrownBy(() -> WireMessage.decode(frame))
                    .isInstanceOf(WireException.class)
                    .satisfies(e -> assertThat(((WireException) e).problem() + " at offset "
                                    + (((WireException) e).offset() - frame.readerIndex()))
                            .isEqualTo(parts[1]));
            frame.release();
        }
    }

    @Test
    void anUnknownOpcodeIsRefused() {
        ByteBuf frame = Messages.buffer("10000000 01000000 00000000 dc050000");
        assertThatThrownBy(() -> WireMessage.decode(frame))
                .hasMessage("opcode: 1500 (expected: one of the wire protocol's) at offset 12");
        frame.release();
    }

    @Test
    void oneKindIsNotReadAsAnother() {
        ByteBuf frame = Shape.HEAP.of(Example.UPDATE.bytes);
        assertThatThrownBy(() -> OpDelete.decode(frame))
                .hasMessage("opcode: 2001, OP_UPDATE (expected: 2006, OP_DELETE) at offset 12");
        frame.release();
    }

    @Test
    void aDocumentAboveTheLimitOfTheCodecIsRefused() {
        BsonCodec small = BsonCodec.builder().limits(new BsonLimits(11, 200)).build();
        ByteBuf frame = Shape.HEAP.of(Example.INSERT.bytes);
        assertThatThrownBy(() -> WireMessage.decode(frame, small))
                .hasMessage("document length: 12 (expected: at most the limit of 11) at offset 24");
        frame.release();
    }

    // ---- what cannot be built leaves nothing behind ----

    @ParameterizedTest
    @ValueSource(strings = {"d.c\0admin.x", "\0", "d.\uD800"})
    void aNameThatIsNoCstring(String name) {
        assertNotBuilt(alloc -> OpQuery.of(alloc, 1, 0, name, 0, 0, ONE, null), "fullCollectionName with ");
        assertNotBuilt(alloc -> OpGetMore.of(alloc, 1, name, 0, 0), "fullCollectionName with ");
        assertNotBuilt(alloc -> OpInsert.of(alloc, 1, 0, name, List.of(ONE)), "fullCollectionName with ");
        assertNotBuilt(alloc -> OpUpdate.of(alloc, 1, name, 0, ONE, ONE), "fullCollectionName with ");
        assertNotBuilt(alloc -> OpDelete.of(alloc, 1, name, 0, ONE), "fullCollectionName with ");
    }

    @Test
    void aDocumentThatCannotBeEncoded() {
        BsonWritable bad = writer -> writer.name("x").writeValue(new Object());
        String problem = "value of class java.lang.Object";
        assertNotBuilt(alloc -> OpQuery.of(alloc, 1, 0, "d.c", 0, 0, ONE, bad), problem);
        assertNotBuilt(alloc -> OpReply.of(alloc, 1, 0, 0, 0, 0, List.of(ONE, bad)), problem);
        assertNotBuilt(alloc -> OpInsert.of(alloc, 1, 0, "d.c", List.of(ONE, bad)), problem);
        assertNotBuilt(alloc -> OpUpdate.of(alloc, 1, "d.c", 0, ONE, bad), problem);
        assertNotBuilt(alloc -> OpDelete.of(alloc, 1, "d.c", 0, bad), problem);
    }

    @Test
    void anInsertWithoutDocuments() {
        assertNotBuilt(alloc -> OpInsert.of(alloc, 1, 0, "d.c", List.of()), "documents: none (expected: at least one)");
    }

    @Test
    void aMessageAboveTheLimit() {
        Document large = new Document("x", "x".repeat(10_000_000));
        String problem = "message length: at least 500";
        assertNotBuilt(alloc -> OpReply.of(alloc, 1, 0, 0, 0, 0, List.of(large, large, large, large, large)), problem);
        assertNotBuilt(alloc -> OpKillCursors.of(alloc, 1, new long[6_000_001]), "message length: at least 48000");
    }

    private static void assertNotBuilt(Function<ByteBufAllocator, WireMessage> build, String problem) {
        TrackingAllocator alloc = new TrackingAllocator();
        assertThatThrownBy(() -> build.apply(alloc)).hasMessageContaining(problem);
        assertThat(alloc.given()).isEqualTo(1);
        alloc.assertAllReleased();
    }
}
