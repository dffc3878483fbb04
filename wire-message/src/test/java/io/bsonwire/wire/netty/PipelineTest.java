package io.bsonwire.wire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineTest {
    @Test
    void aMessageWrittenIsTheMessageReadByteByByte() {
        EmbeddedChannel channel =
                new EmbeddedChannel(new WireFrameDecoder(), new WireMessageDecoder(), new WireMessageEncoder());
        OpMsg message = new OpMsgBuilder()
                .body(command ->
                        command.name("insert").writeString("people").name("$db").writeString("test"))
                .documents(List.of(new Document("a", 1).append("_id", 7), Map.of("_id", 3)))
                .checksum()
                .build(channel.alloc());
        channel.writeOutbound(message.retain());
        ByteBuf bytes = channel.readOutbound();
        while (bytes.isReadable()) {
            channel.writeInbound(bytes.readBytes(1));
        }
        OpMsg read = channel.readInbound();
        assertThat(read).isEqualTo(message);
        assertThat(read.sequence("documents"))
                .first()
                .extracting(document -> document.toDocument().keySet())
                .hasToString("[_id, a]");
        assertThat(read.release()).isTrue();
        assertThat(message.release()).isFalse();
        assertThat(bytes.release()).isTrue();
        assertThat(channel.finish()).isFalse();
    }
}
