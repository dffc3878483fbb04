package io.bsonwire.wire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.wire.Messages;
import io.bsonwire.wire.OpMsg;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class WireMessageEncoderTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new WireMessageEncoder());

    @Test
    void aMessagesBytesAreWrittenWithItsReference() {
        OpMsg message = OpMsg.decode(Messages.buffer(Messages.INSERT));
        channel.writeOutbound(message);
        ByteBuf written = channel.readOutbound();
        assertThat(Messages.hex(written)).isEqualTo(Messages.INSERT.replaceAll("\\s", ""));
        assertThat(message.refCnt()).isEqualTo(1);
        assertThat(written.release()).isTrue();
        assertThat(message.refCnt()).isZero();
    }

    @Test
    void aMessageMayBeWrittenAgain() {
        OpMsg message = OpMsg.decode(Messages.buffer(Messages.INSERT));
        channel.writeOutbound(message.retain(), message.retain(), message);
        for (int i = 0; i < 3; i++) {
            ByteBuf written = channel.readOutbound();
            byte[] bytes = new byte[written.readableBytes()];
            written.readBytes(bytes);
            assertThat(bytes).isEqualTo(Messages.bytes(Messages.INSERT));
            written.release();
        }
        assertThat(message.refCnt()).isZero();
    }

    @Test
    void onlyTheMessagesOwnBytesAreWritten() {
        ByteBuf larger = Messages.buffer("a5a5a5" + Messages.PING).readerIndex(3);
        channel.writeOutbound(OpMsg.decode(larger));
        ByteBuf written = channel.readOutbound();
        assertThat(Messages.hex(written)).isEqualTo(Messages.PING.replaceAll("\\s", ""));
        written.release();
    }

    @Test
    void bytesAndOthersArePassedOn() {
        ByteBuf bytes = Messages.buffer(Messages.PING);
        channel.writeOutbound(bytes, "text");
        assertThat(channel.<Object>readOutbound()).isSameAs(bytes);
        assertThat(channel.<Object>readOutbound()).isEqualTo("text");
        bytes.release();
    }

    @Test
    void aMessageThatCannotBeWrittenIsReleased() {
        assertThat(channel.close().isSuccess()).isTrue();
        OpMsg message = OpMsg.decode(Messages.buffer(Messages.PING));
        ChannelFuture future = channel.writeAndFlush(message);
        assertThat(future.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(message.refCnt()).isZero();
    }
}
