package io.bsonwire.wire.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.OpReply;
import io.bsonwire.wire.TrackingAllocator;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.compress.NoopCompressor;
import io.bsonwire.wire.compress.SnappyCompressor;
import io.bsonwire.wire.compress.ZlibCompressor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides of a connection, each with the pipeline of {@code package-info}. */
class WireCompressionTest {
    private static final Compressors BOTH = Compressors.of(new SnappyCompressor(), new ZlibCompressor());

    private final TrackingAllocator alloc = new TrackingAllocator();
    private final EmbeddedChannel client = channel(BOTH);
    private final EmbeddedChannel server = channel(Compressors.available());
    /** The message that crossed last, as it was on the wire. */
    private String lastOpCode = "";

    private EmbeddedChannel channel(Compressors compressors) {
        EmbeddedChannel channel = new EmbeddedChannel(
                new WireFrameDecoder(),
                new WireMessageDecoder(),
                new WireMessageEncoder(),
                new WireCompression(compressors));
        channel.config().setAllocator(alloc);
        return channel;
    }

    @AfterEach
    void nothingIsLeft() {
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
        alloc.assertAllReleased();
    }

    @Test
    void nothingIsCompressedBeforeTheHello() {
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_MSG OP_MSG");
    }

    @Test
    void whatTheServerListsIsUsedFromThenOn() {
        assertThat(hello(List.of("zlib", "snappy"), List.of("snappy", "zlib"))).isEqualTo("OP_MSG OP_MSG");
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_COMPRESSED 2 OP_COMPRESSED 2");
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_COMPRESSED 2 OP_COMPRESSED 2");
    }

    @Test
    void whatOneSideDoesNotHaveIsNotUsed() {
        hello(List.of("zstd", "snappy", "zlib"), List.of("zstd", "zlib"));
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_COMPRESSED 2 OP_COMPRESSED 2");
    }

    @Test
    void nothingInCommonIsNoCompression() {
        hello(List.of("snappy"), List.of("zlib"));
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_MSG OP_MSG");
        hello(List.of("snappy"), null);
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_MSG OP_MSG");
    }

    @Test
    void whatHasNotBeenOfferedIsNotUsed() {
        hello(null, List.of("zlib"));
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_MSG OP_MSG");
    }

    @Test
    void aListThatIsNoneIsNoCompression() {
        OpMsg hello = toServer(OpMsg.builder().body(new Document("hello", 1).append("compression", List.of("zlib"))));
        toClient(OpMsg.builder()
                        .replyTo(hello)
                        .body(new Document("ok", 1).append("compression", List.of(1, "snappy", new Document()))))
                .release();
        hello.release();
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_MSG OP_MSG");
        hello = toServer(OpMsg.builder().body(new Document("hello", 1).append("compression", List.of("zlib"))));
        toClient(OpMsg.builder().replyTo(hello).body(new Document("ok", 1).append("compression", "zlib")))
                .release();
        hello.release();
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_MSG OP_MSG");
    }

    @ParameterizedTest
    @ValueSource(strings = {"isMaster", "ismaster", "hello"})
    void theOldHelloAgreesAsWell(String command) {
        OpQuery hello = OpQuery.of(
                alloc,
                77,
                0,
                "admin.$cmd",
                0,
                -1,
                new Document(command, 1).append("compression", List.of("zlib")),
                null);
        client.writeOutbound(hello);
        OpQuery received = (OpQuery) cross(client, server);
        OpReply reply = OpReply.of(
                alloc,
                1,
                received.header().requestId(),
                0,
                0,
                0,
                List.of(new Document("compression", List.of("zlib"))));
        received.release();
        server.writeOutbound(reply);
        cross(server, client).release();
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_COMPRESSED 2 OP_COMPRESSED 2");
    }

    @Test
    void anotherReplyIsNotTakenForThatToTheHello() {
        OpMsg hello = toServer(OpMsg.builder().body(new Document("hello", 1).append("compression", List.of("zlib"))));
        OpMsgBuilder other = OpMsg.builder()
                .responseTo(hello.header().requestId() + 1)
                .body(new Document("compression", List.of("zlib")));
        toClient(other).release();
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_MSG OP_MSG");
        toClient(OpMsg.builder().replyTo(hello).body(new Document("compression", List.of("zlib"))))
                .release();
        hello.release();
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_COMPRESSED 2 OP_COMPRESSED 2");
    }

    @Test
    void whatIsNeverCompressedIsNot() {
        hello(List.of("zlib"), List.of("zlib"));
        assertThat(exchange(new Document("saslStart", 1))).isEqualTo("OP_MSG OP_MSG");
        assertThat(hello(List.of("snappy"), List.of("snappy"))).isEqualTo("OP_MSG OP_MSG");
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_COMPRESSED 1 OP_COMPRESSED 1");
    }

    @Test
    void aChainOfRepliesStaysCompressed() {
        hello(List.of("zlib"), List.of("zlib"));
        OpMsg request =
                toServer(OpMsg.builder().body(new Document("getMore", 1)).exhaustAllowed());
        int responseTo = request.header().requestId();
        request.release();
        for (int i = 0; i < 3; i++) {
            OpMsgBuilder reply = OpMsg.builder().responseTo(responseTo).body(new Document("i", i));
            OpMsg received = toClient(i < 2 ? reply.moreToCome() : reply);
            assertThat(lastOpCode).isEqualTo("OP_COMPRESSED 2");
            responseTo = received.header().requestId();
            received.release();
        }
    }

    /** No reply is remembered for: if it were, each would cost memory for the life of the connection. */
    @Test
    void aRequestWithoutReplyIsForgotten() {
        hello(List.of("zlib"), List.of("zlib"));
        OpMsg request =
                toServer(OpMsg.builder().body(new Document("insert", "c")).moreToCome());
        toClient(OpMsg.builder().replyTo(request).body(new Document("ok", 1))).release();
        assertThat(lastOpCode).isEqualTo("OP_MSG");
        request.release();
    }

    @Test
    void requestsThatAreNeverAnsweredTakeABoundedNumberOfPlaces() {
        hello(List.of("zlib"), List.of("zlib"));
        for (int i = 0; i < 1024; i++) {
            toServer(OpMsg.builder().body(new Document("ping", 1))).release();
        }
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_COMPRESSED 2 OP_MSG");
    }

    @Test
    void whatCannotBeDecompressedClosesTheConnectionAndAllThatComesIsDropped() {
        SlowClose close = new SlowClose();
        server.pipeline().addFirst(close);
        ByteBuf bomb = alloc.buffer().writeIntLE(35).writeIntLE(1).writeIntLE(0).writeIntLE(2012);
        bomb.writeIntLE(2013).writeIntLE(48_000_000).writeByte(2).writeZero(10);
        server.pipeline().fireChannelRead(bomb.retainedDuplicate());
        server.pipeline().fireChannelRead(bomb.retainedDuplicate());
        bomb.release();
        assertThatThrownBy(server::checkException)
                .isInstanceOf(WireException.class)
                .hasMessage("uncompressed size: 48000000 (expected: 0 to the limit of 47999984) at offset 20");
        server.checkException();
        assertThat(close.asked()).isEqualTo(1);
        server.pipeline().remove(close);
        assertThat(server.<Object>readInbound()).isNull();
    }

    @Test
    void whatIsCompressedAlreadyIsPassedOn() {
        OpMsg ping = OpMsg.builder().body(new Document("ping", 1)).build(alloc);
        client.writeOutbound(OpCompressed.of(ping, new NoopCompressor(), alloc));
        WireMessage received = cross(client, server);
        assertThat(lastOpCode).isEqualTo("OP_COMPRESSED 0");
        assertThat(received).isEqualTo(ping);
        received.release();
        ping.release();
    }

    @Test
    void whatCannotBeCompressedFailsItsWriteOnly() {
        hello(List.of("zlib"), List.of("zlib"));
        // the name of its first element has no end
        ByteBuf malformed = alloc.buffer()
                .writeIntLE(29)
                .writeIntLE(1)
                .writeIntLE(0)
                .writeIntLE(2013)
                .writeIntLE(0);
        malformed
                .writeByte(0)
                .writeIntLE(8)
                .writeByte(1)
                .writeByte('x')
                .writeByte('y')
                .writeByte(0);
        malformed.setIntLE(21, 8);
        OpMsg message = OpMsg.decode(malformed);
        ChannelFuture written = client.writeOneOutbound(message);
        assertThat(written.cause()).isInstanceOf(io.bsonwire.bson.MalformedBsonException.class);
        assertThat(malformed.refCnt()).isZero();
        assertThat(exchange(new Document("ping", 1))).isEqualTo("OP_COMPRESSED 2 OP_COMPRESSED 2");
    }

    @Test
    void otherThingsArePassedOn() {
        EmbeddedChannel alone = new EmbeddedChannel(new WireCompression(Compressors.NONE));
        ByteBuf buffer = Unpooled.buffer();
        alone.writeInbound(buffer);
        assertThat(alone.<Object>readInbound()).isSameAs(buffer);
        alone.writeOutbound("text", buffer);
        assertThat(alone.<Object>readOutbound()).isEqualTo("text");
        assertThat(alone.<Object>readOutbound()).isSameAs(buffer);
        buffer.release();
        alone.finish();
    }

    @Test
    void theLimitsAreThoseGiven() {
        EmbeddedChannel small = new EmbeddedChannel(
                new WireMessageDecoder(),
                new WireCompression(BOTH, new WireLimits(1000, 1000, 1), io.bsonwire.bson.BsonCodec.DEFAULT));
        OpMsg large = OpMsg.builder().body(new Document("x", "x".repeat(1000))).build(alloc);
        OpCompressed compressed = OpCompressed.of(large, new ZlibCompressor(), alloc);
        large.release();
        small.pipeline().fireChannelRead(compressed);
        assertThatThrownBy(small::checkException).hasMessageContaining("to the limit of 984");
        small.finishAndReleaseAll();
    }

    // ---- the two sides ----

    /** A command and its answer; gives what both were on the wire. */
    private String exchange(Document command) {
        OpMsg request = toServer(OpMsg.builder().body(command).checksum());
        String there = lastOpCode;
        assertThat(request.body().toDocument()).isEqualTo(command);
        OpMsg reply = toClient(OpMsg.builder().replyTo(request).body(new Document("ok", 1)));
        assertThat(reply.checksumPresent()).isTrue();
        assertThat(reply.header().responseTo()).isEqualTo(request.header().requestId());
        reply.release();
        request.release();
        return there + " " + lastOpCode;
    }

    private String hello(List<String> offered, List<String> listed) {
        Document hello = new Document("hello", 1);
        if (offered != null) {
            hello.append("compression", offered);
        }
        OpMsg request = toServer(OpMsg.builder().body(hello));
        String there = lastOpCode;
        Document answer = new Document("ok", 1);
        if (listed != null) {
            answer.append("compression", listed);
        }
        toClient(OpMsg.builder().replyTo(request).body(answer)).release();
        request.release();
        return there + " " + lastOpCode;
    }

    private OpMsg toServer(OpMsgBuilder message) {
        client.writeOutbound(message.build(alloc));
        return (OpMsg) cross(client, server);
    }

    private OpMsg toClient(OpMsgBuilder message) {
        server.writeOutbound(message.build(alloc));
        return (OpMsg) cross(server, client);
    }

    private WireMessage cross(EmbeddedChannel from, EmbeddedChannel to) {
        ByteBuf bytes = from.readOutbound();
        WireMessage onTheWire = WireMessage.decode(bytes.duplicate());
        lastOpCode = "OP_" + onTheWire.opCode()
                + (onTheWire instanceof OpCompressed compressed ? " " + compressed.compressorId() : "");
        to.writeInbound(bytes);
        return to.readInbound();
    }
}
