package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonTypeException;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HelloReplyTest {
    private static final ObjectId PROCESS = ObjectId.parse("0102030405060708090a0b0c");

    /** As a member of a replica set answers that is no primary, with everything in it that is read. */
    private static final Document MEMBER = new Document("helloOk", true)
            .append("topologyVersion", new Document("processId", PROCESS).append("counter", 6L))
            .append("hosts", List.of("a:1", "b:2"))
            .append("passives", List.of("c:3"))
            .append("arbiters", List.of("d:4"))
            .append("setName", "rs")
            .append("setVersion", 4)
            .append("isWritablePrimary", false)
            .append("secondary", true)
            .append("arbiterOnly", true)
            .append("hidden", true)
            .append("primary", "a:1")
            .append("me", "b:2")
            .append("electionId", PROCESS)
            .append("maxBsonObjectSize", 1000)
            .append("maxMessageSizeBytes", 5000)
            .append("maxWriteBatchSize", 10)
            .append("localTime", Instant.ofEpochMilli(5))
            .append("logicalSessionTimeoutMinutes", 30)
            .append("connectionId", 3L << 32)
            .append("minWireVersion", 6)
            .append("maxWireVersion", 25)
            .append("readOnly", true)
            .append("compression", List.of("snappy", "zstd"))
            .append("saslSupportedMechs", List.of("SCRAM-SHA-256"))
            .append("speculativeAuthenticate", new Document("conversationId", 1))
            .append("serviceId", PROCESS)
            .append("ok", 1.0);

    private static HelloReply of(Document reply) {
        return HelloReply.of(RawDocument.of(BsonCodec.DEFAULT.encode(reply)));
    }

    @ParameterizedTest
    @EnumSource
    void readsAllAndDoesNotNeedItsBufferAnyMore(Shape shape) {
        ByteBuf buffer = shape.of(BsonCodec.DEFAULT.encode(MEMBER));
        HelloReply reply = HelloReply.of(RawDocument.of(buffer));
        assertThat(buffer.release()).isTrue();
        assertThat(reply.limits()).isEqualTo(new WireLimits(1000, 5000, 10));
        assertThat(reply.minWireVersion()).isEqualTo(6);
        assertThat(reply.maxWireVersion()).isEqualTo(25);
        assertThat(reply.helloOk()).isTrue();
        assertThat(reply.compression()).containsExactly("snappy", "zstd");
        assertThat(reply.saslSupportedMechs()).containsExactly("SCRAM-SHA-256");
        assertThat(reply.speculativeAuthenticate().getInt32("conversationId")).isEqualTo(1);
        assertThat(reply.logicalSessionTimeoutMinutes()).hasValue(30);
        assertThat(reply.connectionId()).hasValue(3L << 32);
        assertThat(reply.serviceId()).isEqualTo(PROCESS);
        assertThat(reply.isWritablePrimary()).isFalse();
        assertThat(reply.isSecondary()).isTrue();
        assertThat(reply.isArbiter()).isTrue();
        assertThat(reply.isHidden()).isTrue();
        assertThat(reply.isMongos()).isFalse();
        assertThat(reply.isReadOnly()).isTrue();
        assertThat(reply.topologyVersion().getInt64("counter")).isEqualTo(6);
        assertThat(reply.setName()).isEqualTo("rs");
        assertThat(reply.setVersion()).hasValue(4);
        assertThat(reply.electionId()).isEqualTo(PROCESS);
        assertThat(reply.hosts()).containsExactly("a:1", "b:2");
        assertThat(reply.passives()).containsExactly("c:3");
        assertThat(reply.arbiters()).containsExactly("d:4");
        assertThat(reply.primary()).isEqualTo("a:1");
        assertThat(reply.me()).isEqualTo("b:2");
        assertThat(reply.command().isOk()).isTrue();
        assertThat(reply.command().body().toDocument()).isEqualTo(MEMBER);
        assertThat(reply.toString()).startsWith("{\"helloOk\":true,");
    }

    @Test
    void whatIsNotThereHasADefault() {
        HelloReply reply = of(new Document("ok", 1));
        assertThat(reply.limits()).isEqualTo(WireLimits.DEFAULT);
        assertThat(reply.minWireVersion()).isZero();
        assertThat(reply.maxWireVersion()).isZero();
        assertThat(List.of(
                        reply.helloOk(),
                        reply.isWritablePrimary(),
                        reply.isSecondary(),
                        reply.isArbiter(),
                        reply.isHidden(),
                        reply.isMongos(),
                        reply.isReadOnly()))
                .containsOnly(false);
        assertThat(reply.compression()).isEmpty();
        assertThat(reply.saslSupportedMechs()).isEmpty();
        assertThat(reply.speculativeAuthenticate()).isNull();
        assertThat(reply.logicalSessionTimeoutMinutes()).isEmpty();
        assertThat(reply.connectionId()).isEmpty();
        assertThat(reply.serviceId()).isNull();
        assertThat(reply.topologyVersion()).isNull();
        assertThat(reply.setName()).isNull();
        assertThat(reply.setVersion()).isEmpty();
        assertThat(reply.electionId()).isNull();
        assertThat(reply.hosts()).isEmpty();
        assertThat(reply.passives()).isEmpty();
        assertThat(reply.arbiters()).isEmpty();
        assertThat(reply.primary()).isNull();
        assertThat(reply.me()).isNull();
    }

    @Test
    @DisplayName("SDAM: isWritablePrimary is looked for first, then ismaster")
    void theOldNameOfThePrimaryCountsIfTheNewOneIsNotThere() {
        assertThat(of(new Document("ismaster", true).append("ok", 1)).isWritablePrimary())
                .isTrue();
        assertThat(of(new Document("ismaster", false)
                                .append("isWritablePrimary", true)
                                .append("ok", 1))
                        .isWritablePrimary())
                .isTrue();
        assertThat(of(new Document("ismaster", true)
                                .append("isWritablePrimary", false)
                                .append("ok", 1))
                        .isWritablePrimary())
                .isFalse();
    }

    @Test
    void aMongosSaysSo() {
        assertThat(of(new Document("msg", "isdbgrid").append("ok", 1)).isMongos())
                .isTrue();
        assertThat(of(new Document("msg", "x").append("ok", 1)).isMongos()).isFalse();
    }

    @Test
    @DisplayName("MongoDB Handshake, prose test 2: an arbitrary mechanism in saslSupportedMechs is no error")
    void anArbitraryMechanismIsPassedOn() {
        assertThat(of(new Document("saslSupportedMechs", List.of("SCRAM-SHA-1", "no such thing")).append("ok", 1))
                        .saslSupportedMechs())
                .containsExactly("SCRAM-SHA-1", "no such thing");
    }

    @Test
    void aMessagesBodyIsAReply() {
        OpMsg message = OpMsg.builder().body(MEMBER).build(UnpooledByteBufAllocator.DEFAULT);
        HelloReply reply = HelloReply.of(message);
        message.release();
        assertThat(reply.setName()).isEqualTo("rs");
    }

    @Test
    void aServerThatDoesNotKnowHelloIsAnErrorWithItsCode() {
        assertThatThrownBy(() -> of(new Document("ok", 0.0)
                        .append("errmsg", "no such command: 'hello'")
                        .append("code", 59)
                        .append("codeName", "CommandNotFound")))
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.code()).isEqualTo(59));
    }

    @ParameterizedTest
    @MethodSource
    void aValueOfTheWrongTypeIsAnErrorOfItsOwnMethodOnly(String name, Object value, Consumer<HelloReply> field) {
        Document changed = new Document(MEMBER);
        changed.put(name, value);
        HelloReply reply = of(changed);
        assertThatThrownBy(() -> field.accept(reply))
                .isInstanceOfAny(BsonTypeException.class, WireException.class)
                .hasMessageContaining("(expected: ")
                .hasMessageContaining(name);
        assertThat(reply.me()).isEqualTo("b:2");
    }

    static Stream<Arguments> aValueOfTheWrongTypeIsAnErrorOfItsOwnMethodOnly() {
        return Stream.of(
                wrong("isWritablePrimary", 1, HelloReply::isWritablePrimary),
                wrong("secondary", "true", HelloReply::isSecondary),
                wrong("arbiterOnly", 1, HelloReply::isArbiter),
                wrong("hidden", 1, HelloReply::isHidden),
                wrong("helloOk", 1, HelloReply::helloOk),
                wrong("readOnly", null, HelloReply::isReadOnly),
                wrong("setName", 1, HelloReply::setName),
                wrong("setVersion", "1", HelloReply::setVersion),
                wrong("setVersion", 1L << 31, HelloReply::setVersion),
                wrong("electionId", "x", HelloReply::electionId),
                wrong("hosts", "a:1", HelloReply::hosts),
                wrong("hosts", List.of("a:1", 2), HelloReply::hosts),
                wrong("passives", new Document(), HelloReply::passives),
                wrong("arbiters", 1, HelloReply::arbiters),
                wrong("primary", 1, HelloReply::primary),
                wrong("msg", 1, HelloReply::isMongos),
                wrong("minWireVersion", "6", HelloReply::minWireVersion),
                wrong("maxWireVersion", 6.5, HelloReply::maxWireVersion),
                wrong("maxWireVersion", 1L << 40, HelloReply::maxWireVersion),
                wrong("compression", "zstd", HelloReply::compression),
                wrong("compression", List.of(1), HelloReply::compression),
                wrong("connectionId", "1", HelloReply::connectionId),
                wrong("topologyVersion", 1, HelloReply::topologyVersion),
                wrong("logicalSessionTimeoutMinutes", true, HelloReply::logicalSessionTimeoutMinutes),
                wrong("saslSupportedMechs", "SCRAM-SHA-1", HelloReply::saslSupportedMechs),
                wrong("speculativeAuthenticate", List.of(), HelloReply::speculativeAuthenticate),
                wrong("serviceId", "x", HelloReply::serviceId),
                wrong("maxBsonObjectSize", 4, HelloReply::limits),
                wrong("maxMessageSizeBytes", "x", HelloReply::limits));
    }

    private static Arguments wrong(String name, Object value, Consumer<HelloReply> field) {
        return Arguments.of(name, value, field);
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsRefused(Shape shape) {
        byte[] bytes = BsonCodec.DEFAULT.encode(MEMBER);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            if (length >= 5) {
                cut[0] = (byte) length;
                cut[1] = (byte) (length >> 8);
                cut[length - 1] = 0;
            }
            ByteBuf buffer = shape.of(cut);
            assertThatThrownBy(() -> HelloReply.of(RawDocument.of(buffer)))
                    .isInstanceOfAny(MalformedBsonException.class, CommandException.class);
            assertThat(buffer.refCnt()).isEqualTo(1);
            buffer.release();
        }
    }

    @Test
    void everyFlippedBitIsRefusedOrRead() {
        byte[] bytes = BsonCodec.DEFAULT.encode(MEMBER);
        for (int at = 0; at < bytes.length; at++) {
            for (int change = 1; change < 256; change <<= 1) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) change;
                HelloReply reply;
                try {
                    reply = HelloReply.of(RawDocument.of(changed));
                } catch (BsonException | WireException | CommandException e) {
                    continue;
                }
                List<Runnable> fields = List.of(
                        reply::limits,
                        reply::hosts,
                        reply::compression,
                        reply::setName,
                        reply::maxWireVersion,
                        reply::connectionId,
                        reply::topologyVersion,
                        reply::isWritablePrimary);
                for (Runnable field : fields) {
                    try {
                        field.run();
                    } catch (BsonException | WireException e) {
                        assertThat(e.getMessage()).contains("expected");
                    }
                }
            }
        }
    }
}
