package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonTypeException;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MalformedBsonException;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandReplyTest {
    private static final Document FAILED = new Document("ok", 0.0)
            .append("errmsg", "not primary")
            .append("code", 10107)
            .append("codeName", "NotWritablePrimary")
            .append("errorLabels", List.of("RetryableWriteError", "X"));

    private static final Document WRITTEN = new Document("n", 3)
            .append("nModified", 2)
            .append(
                    "writeErrors",
                    List.of(
                            new Document("index", 1)
                                    .append("code", 11000)
                                    .append("errmsg", "duplicate")
                                    .append("keyValue", new Document("_id", 7)),
                            new Document("index", 2L)))
            .append(
                    "writeConcernError",
                    new Document("code", 64)
                            .append("codeName", "WriteConcernFailed")
                            .append("errmsg", "timed out")
                            .append("errInfo", new Document("wtimeout", true)))
            .append("ok", 1.0)
            .append(
                    "$clusterTime",
                    new Document("clusterTime", BsonTimestamp.of(9, 1)).append("signature", new Document("keyId", 5L)))
            .append("operationTime", BsonTimestamp.of(8, 3));

    private static RawDocument raw(Document document) {
        return RawDocument.of(BsonCodec.DEFAULT.encode(document));
    }

    private static CommandReply reply(Document document) {
        return CommandReply.of(raw(document));
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatAServerSaidAboutWrites(Shape shape) {
        ByteBuf buffer = shape.of(BsonCodec.DEFAULT.encode(WRITTEN));
        CommandReply reply = CommandReply.of(RawDocument.of(buffer));
        assertThat(reply.isOk()).isTrue();
        assertThat(reply.n()).hasValue(3);
        assertThat(reply.nModified()).hasValue(2);
        assertThat(reply.operationTime()).isEqualTo(BsonTimestamp.of(8, 3));
        assertThat(reply.clusterTime().toDocument()).isEqualTo(WRITTEN.get("$clusterTime"));

        List<CommandReply.WriteError> errors = reply.writeErrors();
        assertThat(errors).hasSize(2);
        assertThat(errors.get(0).index()).isEqualTo(1);
        assertThat(errors.get(0).code()).isEqualTo(11000);
        assertThat(errors.get(0).errmsg()).isEqualTo("duplicate");
        assertThat(errors.get(0).details().getDocument("keyValue").getInt32("_id"))
                .isEqualTo(7);
        assertThat(errors.get(1).index()).isEqualTo(2);
        assertThat(errors.get(1).code()).isZero();
        assertThat(errors.get(1).errmsg()).isNull();

        CommandReply.WriteConcernError error = reply.writeConcernError();
        assertThat(error.code()).isEqualTo(64);
        assertThat(error.codeName()).isEqualTo("WriteConcernFailed");
        assertThat(error.errmsg()).isEqualTo("timed out");
        assertThat(error.details().find("errInfo.wtimeout")).isEqualTo(true);

        assertThatCode(reply::throwIfFailed).doesNotThrowAnyException();
        assertThat(reply.toString()).startsWith("{\"n\":3,");
        buffer.release();
    }

    @ParameterizedTest
    @EnumSource
    void saysWhyACommandFailed(Shape shape) {
        ByteBuf buffer = shape.of(BsonCodec.DEFAULT.encode(FAILED));
        CommandReply reply = CommandReply.of(RawDocument.of(buffer));
        assertThat(reply.isOk()).isFalse();
        assertThat(reply.code()).isEqualTo(10107);
        assertThat(reply.codeName()).isEqualTo("NotWritablePrimary");
        assertThat(reply.errmsg()).isEqualTo("not primary");
        assertThat(reply.errorLabels()).containsExactly("RetryableWriteError", "X");
        buffer.release();
    }

    @Test
    void whatIsNotThereIsNull() {
        CommandReply reply = reply(new Document());
        assertThat(reply.isOk()).isFalse();
        assertThat(reply.code()).isZero();
        assertThat(reply.codeName()).isNull();
        assertThat(reply.errmsg()).isNull();
        assertThat(reply.errorLabels()).isEmpty();
        assertThat(reply.n()).isEmpty();
        assertThat(reply.nModified()).isEmpty();
        assertThat(reply.writeErrors()).isEmpty();
        assertThat(reply.writeConcernError()).isNull();
        assertThat(reply.operationTime()).isNull();
        assertThat(reply.clusterTime()).isNull();
    }

    @Test
    void aMessagesBodyIsAReply() {
        OpMsg message = OpMsg.builder().body(WRITTEN).build(UnpooledByteBufAllocator.DEFAULT);
        assertThat(CommandReply.of(message).n()).hasValue(3);
        assertThat(CommandReply.of(message).body()).isSameAs(message.body());
        message.release();
    }

    @Test
    void theDocumentOfALegacyReplyIsAReply() {
        UnpooledByteBufAllocator alloc = UnpooledByteBufAllocator.DEFAULT;
        OpReply message = OpReply.of(alloc, 1, 2, 0, 0, 0, List.of(WRITTEN));
        assertThat(CommandReply.of(message).n()).hasValue(3);
        message.release();
        for (List<Document> documents : List.of(List.<Document>of(), List.of(WRITTEN, WRITTEN))) {
            OpReply other = OpReply.of(alloc, 1, 2, 0, 0, 0, documents);
            assertThatThrownBy(() -> CommandReply.of(other))
                    .isInstanceOf(WireException.class)
                    .hasMessage("documents of reply: " + documents.size() + " (expected: 1)");
            other.release();
        }
    }

    @Test
    void anotherMessageIsNone() {
        OpQuery message = OpQuery.of(UnpooledByteBufAllocator.DEFAULT, 1, 0, "a.b", 0, 0, new Document(), null);
        assertThatThrownBy(() -> CommandReply.of(message))
                .isInstanceOf(WireException.class)
                .hasMessage("opcode of reply: 2004, OP_QUERY (expected: OP_MSG or OP_REPLY)");
        message.release();
    }

    @ParameterizedTest
    @MethodSource
    void okIsOneOfAnyTypeOrTrue(Object value, boolean ok) {
        assertThat(reply(new Document("ok", value)).isOk()).isEqualTo(ok);
    }

    static Stream<Arguments> okIsOneOfAnyTypeOrTrue() {
        return Stream.of(
                Arguments.of(1.0, true),
                Arguments.of(1, true),
                Arguments.of(1L, true),
                Arguments.of(Decimal128.parse("1.00"), true),
                Arguments.of(true, true),
                Arguments.of(0.0, false),
                Arguments.of(0, false),
                Arguments.of(0L, false),
                Arguments.of(Decimal128.parse("NaN"), false),
                Arguments.of(false, false),
                Arguments.of(2, false),
                Arguments.of(Double.NaN, false));
    }

    @Test
    void numbersMayBeOfAnyType() {
        CommandReply reply =
                reply(new Document("code", 26.0).append("n", 3L << 32).append("nModified", Decimal128.parse("4")));
        assertThat(reply.code()).isEqualTo(26);
        assertThat(reply.n()).hasValue(3L << 32);
        assertThat(reply.nModified()).hasValue(4);
    }

    @Test
    void aLegacyQueryFailsWithAnotherName() {
        CommandReply reply = reply(new Document("$err", "unauthorized").append("code", 13));
        assertThat(reply.isOk()).isFalse();
        assertThat(reply.errmsg()).isEqualTo("unauthorized");
        assertThat(reply(new Document("$err", "a").append("errmsg", "b")).errmsg())
                .isEqualTo("b");
    }

    @Test
    void theFirstOfSeveralFieldsOfANameCounts() {
        RawDocument body = RawDocument.of(BsonCodec.DEFAULT.encode(
                writer -> writer.name("ok").writeInt32(1).name("ok").writeInt32(0)));
        assertThat(CommandReply.of(body).isOk()).isTrue();
    }

    @Test
    void namesThatOnlyBeginOrEndAlikeAreOthers() {
        CommandReply reply =
                reply(new Document("okay", 1).append("o", 1).append("OK", 1).append("codeNames", 1));
        assertThat(reply.isOk()).isFalse();
        assertThat(reply.codeName()).isNull();
    }

    // ---- wrong types, found when they are asked for and not before ----

    @Test
    void aFieldOfTheWrongTypeIsAnErrorOfItsOwnMethodOnly() {
        CommandReply reply = reply(new Document("ok", "1")
                .append("code", "26")
                .append("codeName", 1)
                .append("errmsg", 1)
                .append("errorLabels", List.of("a", 1))
                .append("n", "1")
                .append("nModified", 1.5)
                .append("writeErrors", new Document())
                .append("writeConcernError", List.of())
                .append("operationTime", 1L)
                .append("$clusterTime", 1L));
        assertWrong(reply::isOk, "type: string (expected: a number) at offset 4, path ok");
        assertWrong(reply::throwIfFailed, "type: string (expected: a number) at offset 4, path ok");
        assertWrong(reply::code, "type: string (expected: a number) at offset 14, path code");
        assertWrong(reply::codeName, "type: int (expected: string) at offset 27, path codeName");
        assertWrong(reply::errmsg, "type: int (expected: string) at offset 41, path errmsg");
        assertWrong(reply::errorLabels, "type: int (expected: string) at offset 79, path errorLabels[1]");
        assertWrong(reply::n, "type: string (expected: a number) at offset 87, path n");
        assertWrong(reply::nModified, "number: 1.5 (expected: an integer within int64) at offset 107, path nModified");
        assertWrong(reply::writeErrors, "type: object (expected: array) at offset 115, path writeErrors");
        assertWrong(reply::writeConcernError, "type: array (expected: object) at offset 133, path writeConcernError");
        assertWrong(reply::operationTime, "type: long (expected: timestamp) at offset 157, path operationTime");
        assertWrong(reply::clusterTime, "type: long (expected: object) at offset 180, path $clusterTime");
    }

    private static void assertWrong(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(BsonTypeException.class).hasMessage(message);
    }

    @Test
    void aCodeBeyondInt32IsAnError() {
        assertThatThrownBy(() -> reply(new Document("code", 1L << 31)).code())
                .isInstanceOf(WireException.class)
                .hasMessage("code: 2147483648 (expected: a number within int32) at offset 4");
        assertThat(reply(new Document("code", (long) Integer.MIN_VALUE)).code()).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void nullIsOfTheWrongType() {
        assertThatThrownBy(() -> reply(new Document("errmsg", null)).errmsg())
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("type: null (expected: string) at offset 4, path errmsg");
    }

    @Test
    void aWriteErrorNeedsAnIndexAndToBeADocument() {
        assertThatThrownBy(() -> reply(new Document("writeErrors", List.of(new Document("code", 1))))
                        .writeErrors())
                .isInstanceOf(BsonTypeException.class)
                .hasMessage("element: absent (expected: a number) at path writeErrors[0].index");
        assertThatThrownBy(() -> reply(new Document("writeErrors", List.of(new Document("index", 1L << 40))))
                        .writeErrors())
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("index: 1099511627776 (expected: a number within int32) at offset ");
        assertThatThrownBy(() -> reply(new Document("writeErrors", List.of(1))).writeErrors())
                .isInstanceOf(BsonTypeException.class)
                .hasMessageEndingWith("path writeErrors[0]");
    }

    @ParameterizedTest
    @EnumSource
    void aBodyWhoseElementsDoNotFitIsRefusedAtOnce(Shape shape) {
        byte[] bytes = BsonCodec.DEFAULT.encode(new Document("ok", 1).append("a", "A"));
        bytes[bytes.length - 7]++; // the length of the string, which now takes in the closing NUL of the document
        ByteBuf buffer = shape.of(bytes);
        assertThatThrownBy(() -> CommandReply.of(RawDocument.of(buffer)))
                .isInstanceOf(MalformedBsonException.class)
                .hasMessageContaining("string length")
                .hasMessageEndingWith("path a");
        buffer.release();
    }

    // ---- the exception ----

    @Test
    void aFailedReplyIsThrownWithAllItSays() {
        ByteBuf buffer = Shape.DIRECT.of(BsonCodec.DEFAULT.encode(FAILED));
        CommandReply reply = CommandReply.of(RawDocument.of(buffer));
        CommandException thrown = null;
        try {
            reply.throwIfFailed();
        } catch (CommandException e) {
            thrown = e;
        }
        assertThat(buffer.release()).isTrue();
        assertThat(thrown).hasMessage("command failed: not primary (code 10107, NotWritablePrimary)");
        assertThat(thrown.code()).isEqualTo(10107);
        assertThat(thrown.codeName()).isEqualTo("NotWritablePrimary");
        assertThat(thrown.errorLabels()).containsExactly("RetryableWriteError", "X");
        assertThat(thrown.reply().toDocument()).isEqualTo(FAILED);
    }

    @Test
    void itsMessageHasWhatThereIs() {
        assertThatThrownBy(() -> reply(new Document("n", 1)).throwIfFailed())
                .isInstanceOf(CommandException.class)
                .hasMessage("command failed: no reason given");
        assertThatThrownBy(() -> reply(new Document("code", 59)).throwIfFailed())
                .hasMessage("command failed: no reason given (code 59)");
        assertThatThrownBy(() -> reply(new Document("errmsg", "x").append("codeName", "Y"))
                        .throwIfFailed())
                .hasMessage("command failed: x");
        assertThatThrownBy(() -> reply(new Document("errmsg", "x".repeat(5000))).throwIfFailed())
                .hasMessage("command failed: " + "x".repeat(1000) + "...");
    }

    @Test
    void itOutlivesSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(CommandException.of(reply(FAILED)));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            CommandException read = (CommandException) in.readObject();
            assertThat(read.reply().toDocument()).isEqualTo(FAILED);
            assertThat(read.errorLabels()).hasSize(2);
        }
    }
}
