package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.wire.compress.NoopCompressor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contents of documents, which parsing does not look at. */
class WireMessageValidateTest {
    private static final ByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;
    private static final Document INNER = new Document("a", new Document("yes", true));
    /** What precedes the value of the only boolean in {@link #INNER}. */
    private static final byte[] BEFORE_VALUE = {8, 'y', 'e', 's', 0};

    private static List<WireMessage> all() {
        return List.of(
                OpMsg.builder().body(INNER).build(ALLOC),
                OpMsg.builder()
                        .body(w -> {})
                        .documents(List.of(new Document(), INNER))
                        .build(ALLOC),
                OpQuery.of(ALLOC, 1, 0, "d.c", 0, 0, INNER, null),
                OpQuery.of(ALLOC, 1, 0, "d.c", 0, 0, new Document(), INNER),
                OpReply.of(ALLOC, 1, 1, 0, 0, 0, List.of(new Document(), INNER)),
                OpInsert.of(ALLOC, 1, 0, "d.c", List.of(INNER)),
                OpUpdate.of(ALLOC, 1, "d.c", 0, INNER, new Document()),
                OpUpdate.of(ALLOC, 1, "d.c", 0, new Document(), INNER),
                OpDelete.of(ALLOC, 1, "d.c", 0, INNER));
    }

    @Test
    void everyDocumentOfEveryMessageIsChecked() {
        for (WireMessage message : all()) {
            assertThatCode(message::validate).doesNotThrowAnyException();
            ByteBuf bytes = message.bytes();
            int valueAt = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(BEFORE_VALUE), bytes) + BEFORE_VALUE.length;
            bytes.setByte(valueAt, 7);
            String expected = "boolean byte: 0x07 (expected: 0x00 or 0x01) at offset " + valueAt + ", path a.yes";
            assertThatThrownBy(message::validate)
                    .isInstanceOf(BsonException.class)
                    .hasMessage(expected);
            assertThatThrownBy(message::toJson)
                    .isInstanceOf(BsonException.class)
                    .hasMessage(expected);
            assertThat(message.toString()).contains(expected);
            message.release();
        }
    }

    @Test
    void messagesWithoutDocumentsAreFine() {
        OpMsg original = OpMsg.builder().body(INNER).build(ALLOC);
        List<WireMessage> messages = List.of(
                OpGetMore.of(ALLOC, 1, "d.c", 0, 1L),
                OpKillCursors.of(ALLOC, 1, 1L),
                OpCompressed.of(original, new NoopCompressor(), ALLOC));
        original.release();
        for (WireMessage message : messages) {
            message.validate();
            message.release();
        }
    }

    @Test
    void theTextInAChosenFormat() {
        OpMsg message = OpMsg.builder().requestId(1).body(new Document("a", 1)).build(ALLOC);
        assertThat(message.toJson(ExtendedJson.canonical()))
                .isEqualTo(
                        "{\"opCode\":\"OP_MSG\",\"requestId\":{\"$numberInt\":\"1\"},"
                                + "\"responseTo\":{\"$numberInt\":\"0\"},\"flags\":[],\"body\":{\"a\":{\"$numberInt\":\"1\"}}}");
        assertThat(message.toJson(ExtendedJson.relaxed())).isEqualTo(message.toJson());
        assertThat(message.toJson(ExtendedJson.relaxed().pretty())).startsWith("{\n  \"opCode\": \"OP_MSG\",\n");
        message.release();
    }
}
