package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a message is as an object: its reference, equality and text. */
class OpMsgTest {
    @Test
    void itsReferenceIsTheFrames() {
        ByteBuf frame = Messages.buffer(Messages.PING);
        OpMsg message = OpMsg.decode(frame);
        assertThat(message.refCnt()).isEqualTo(1);
        assertThat(message.retain()).isSameAs(message);
        assertThat(message.retain(2)).isSameAs(message);
        assertThat(message.touch()).isSameAs(message);
        assertThat(message.touch("here")).isSameAs(message);
        assertThat(frame.refCnt()).isEqualTo(4);
        assertThat(message.release()).isFalse();
        assertThat(message.release(3)).isTrue();
        assertThat(frame.refCnt()).isZero();
        assertThat(message.refCnt()).isZero();
    }

    @Test
    void movingTheIndexesOfItsBytesDoesNotChangeIt() {
        OpMsg message = OpMsg.decode(Messages.buffer(Messages.INSERT));
        ByteBuf bytes = message.bytes();
        bytes.skipBytes(50);
        assertThat(message.bytes().readableBytes()).isEqualTo(105);
        assertThat(message).isEqualTo(OpMsg.decode(Messages.buffer(Messages.INSERT)));
        message.sequence("documents").bytes().skipBytes(9);
        assertThat(message.sequence("documents").bytes().readableBytes()).isEqualTo(39);
        message.release();
    }

    @Test
    void messagesAreEqualIfTheirBytesAre() {
        OpMsg ping = OpMsg.decode(Messages.buffer(Messages.PING));
        OpMsg same = OpMsg.decode(Shape.DIRECT.of(Messages.bytes(Messages.PING)));
        assertThat(ping.equals((Object) ping)).isTrue();
        assertThat(ping).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(ping).isNotEqualTo(OpMsg.decode(Messages.buffer(Messages.PING_WITH_CHECKSUM)));
        assertThat(ping).isNotEqualTo(OpMsg.decode(Messages.buffer(Messages.INSERT)));
        assertThat(ping).isNotEqualTo(Messages.PING).isNotEqualTo(null);
        String otherRequest = Messages.PING.replaceFirst("07000000", "08000000");
        assertThat(ping).isNotEqualTo(OpMsg.decode(Messages.buffer(otherRequest)));
        String otherBody = Messages.PING.replaceFirst("70696e67", "70696e68");
        assertThat(ping).isNotEqualTo(OpMsg.decode(Messages.buffer(otherBody)));
        same.release();
    }

    @Test
    void sequencesAreEqualIfIdentifierAndBytesAre() {
        DocumentSequence sequence =
                OpMsg.decode(Messages.buffer(Messages.INSERT)).sequence("documents");
        OpMsg same = OpMsg.decode(Shape.DIRECT.of(Messages.bytes(Messages.INSERT)));
        assertThat(sequence)
                .isEqualTo(same.sequence("documents"))
                .hasSameHashCodeAs(same.sequence("documents"))
                .isNotEqualTo("documents");
        same.release();
        String otherName = Messages.INSERT.replaceFirst("646f63", "656f63");
        assertThat(sequence)
                .isNotEqualTo(
                        OpMsg.decode(Messages.buffer(otherName)).sequences().get(0));
        String otherBytes = Messages.INSERT.replaceFirst("e03f", "e03e");
        assertThat(sequence)
                .isNotEqualTo(
                        OpMsg.decode(Messages.buffer(otherBytes)).sequences().get(0));
        OpMsg shorter = new OpMsgBuilder()
                .body(w -> {})
                .sequence("documents", List.of(sequence.iterator().next()))
                .build(UnpooledByteBufAllocator.DEFAULT);
        assertThat(sequence).isNotEqualTo(shorter.sequences().get(0));
        shorter.release();
    }

    @Test
    void itsTextIsRelaxedExtendedJson() {
        OpMsg insert = OpMsg.decode(Messages.buffer(Messages.INSERT));
        assertThat(insert.toJson())
                .isEqualTo("{\"opCode\":\"OP_MSG\",\"requestId\":258,\"responseTo\":-2,\"flags\":[\"moreToCome\"],"
                        + "\"body\":{\"insert\":\"c\",\"$db\":\"d\"},"
                        + "\"sequences\":{\"documents\":[{\"_id\":1},{\"_id\":2,\"a\":0.5}]}}");
        assertThat(insert).hasToString(insert.toJson());
        OpMsg exhaust = new OpMsgBuilder()
                .body(w -> {})
                .flagBits(0xFFFF0001)
                .requestId(1)
                .build(UnpooledByteBufAllocator.DEFAULT);
        assertThat(exhaust.toJson())
                .isEqualTo("{\"opCode\":\"OP_MSG\",\"requestId\":1,\"responseTo\":0,"
                        + "\"flags\":[\"checksumPresent\",\"exhaustAllowed\",\"0xFFFE0000\"],\"body\":{}}");
        exhaust.release();
    }

    @Test
    void itsTextMayBeAskedForAfterItsRelease() {
        OpMsg message = OpMsg.decode(Messages.buffer(Messages.PING));
        message.release();
        assertThat(message).hasToString("OP_MSG[requestId=7, released]");
    }

    @Test
    void itsTextSaysSoIfTheBodyIsMalformed() {
        String hex = Messages.PING.replaceFirst(" 10 70696e6700", " 99 70696e6700");
        OpMsg message = OpMsg.decode(Messages.buffer(hex));
        assertThatThrownBy(message::toJson).isInstanceOf(MalformedBsonException.class);
        assertThat(message.toString())
                .startsWith("OP_MSG[requestId=7, without JSON form: type byte: 0x99 (expected: a BSON type)");
    }

    /** The deepest document that the codec allows, inside the levels that the JSON form puts around it. */
    @Test
    void itsTextIsAsDeepAsItsDocuments() {
        Document deep = new Document();
        for (int i = 1; i < 200; i++) {
            deep = new Document("a", deep);
        }
        OpMsg message = new OpMsgBuilder().body(deep).documents(List.of(deep)).build(UnpooledByteBufAllocator.DEFAULT);
        assertThat(message.toJson()).contains("{\"a\":".repeat(199) + "{}");
        message.release();
    }

    @Test
    void itIsAnsweredUnlessMoreIsToCome() {
        OpMsg ping = OpMsg.decode(Messages.buffer(Messages.PING));
        OpMsg insert = OpMsg.decode(Messages.buffer(Messages.INSERT));
        assertThat(ping.expectsReply()).isTrue();
        assertThat(insert.expectsReply()).isFalse();
        ping.release();
        insert.release();
    }
}
