package io.bsonwire.wire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.wire.Messages;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireMessageDecoderTest {
    private final List<Throwable> problems = new ArrayList<>();
    private final EmbeddedChannel channel = channel(new WireMessageDecoder());

    private EmbeddedChannel channel(WireMessageDecoder decoder) {
        return new EmbeddedChannel(decoder, new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                problems.add(cause);
            }
        });
    }

    @Test
    void aMessageTakesItsFrameOver() {
        ByteBuf frame = Messages.buffer(Messages.INSERT);
        channel.writeInbound(frame);
        OpMsg message = channel.readInbound();
        assertThat(message).isEqualTo(OpMsg.decode(Messages.buffer(Messages.INSERT)));
        assertThat(frame.refCnt()).isEqualTo(1);
        assertThat(message.release()).isTrue();
        assertThat(frame.refCnt()).isZero();
    }

    @Test
    void whatIsNoFrameIsPassedOn() {
        channel.writeInbound("text");
        assertThat(channel.<Object>readInbound()).isEqualTo("text");
    }

    @Test
    void anUnknownOpcodeClosesTheConnection() {
        assertRefused(
                "10000000 01000000 00000000 d8070000",
                "opcode: 2008 (expected: one of the wire protocol's) at offset 12");
    }

    @Test
    void aMessageWithAnUnknownSectionClosesTheConnection() {
        assertRefused(
                "15000000 01000000 00000000 dd070000 00000000 07", "section kind: 7 (expected: 0 or 1) at offset 20");
    }

    @Test
    void aWrongChecksumClosesTheConnection() {
        assertRefused(Messages.PING_WITH_CHECKSUM.replace("07000000", "08000000"), "(expected: 0x");
    }

    private void assertRefused(String hex, String error) {
        ByteBuf frame = Messages.buffer(hex);
        ByteBuf next = Messages.buffer(Messages.PING);
        SlowClose close = new SlowClose();
        channel.pipeline().addFirst(close);
        channel.writeInbound(frame, next);
        assertThat(close.asked()).isEqualTo(1);
        assertThat(problems).singleElement().isInstanceOf(WireException.class);
        assertThat(problems.get(0)).hasMessageContaining(error);
        assertThat(channel.<Object>readInbound()).isNull();
        assertThat(frame.refCnt()).isZero();
        assertThat(next.refCnt()).isZero();
    }

    @Test
    void theLimitsAreTheCodecs() {
        BsonCodec small = BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(20))
                .build();
        EmbeddedChannel other = channel(new WireMessageDecoder(small));
        ByteBuf frame = Messages.buffer(Messages.PING);
        other.writeInbound(frame);
        assertThat(problems)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("document length: 30 (expected: at most the limit of 20) at offset 21");
        assertThat(frame.refCnt()).isZero();
    }
}
