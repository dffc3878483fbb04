package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonLimits;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OpMsgDecodeTest {
    private static final String EMPTY = "00 05000000 00";

    @ParameterizedTest
    @EnumSource
    void ping(Shape shape) {
        OpMsg message = OpMsg.decode(shape.of(Messages.bytes(Messages.PING)));
        assertThat(message.header()).isEqualTo(new MessageHeader(51, 7, 0, 2013));
        assertThat(message.length()).isEqualTo(51);
        assertThat(message.largestDocument()).isEqualTo(30);
        assertThat(message.flagBits()).isZero();
        assertThat(message.checksumPresent() || message.moreToCome() || message.exhaustAllowed())
                .isFalse();
        assertThat(message.body().toDocument()).isEqualTo(new Document("ping", 1).append("$db", "admin"));
        assertThat(message.sequences()).isEmpty();
        assertThat(message.sequence("documents")).isNull();
        assertThat(Messages.hex(message.bytes())).isEqualTo(Messages.PING.replaceAll("\\s", ""));
        assertThat(message.release()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void insert(Shape shape) {
        OpMsg message = OpMsg.decode(shape.of(Messages.bytes(Messages.INSERT)));
        assertThat(message.header()).isEqualTo(new MessageHeader(105, 258, -2, 2013));
        assertThat(message.moreToCome()).isTrue();
        assertThat(message.body().toDocument()).isEqualTo(new Document("insert", "c").append("$db", "d"));
        assertThat(message.largestDocument()).isEqualTo(30);
        DocumentSequence documents = message.sequence("documents");
        assertThat(message.sequences()).containsExactly(documents);
        assertThat(documents.identifier()).isEqualTo("documents");
        assertThat(documents.count()).isEqualTo(2);
        assertThat(documents.length()).isEqualTo(39);
        assertThat(documents)
                .extracting(RawDocument::toDocument)
                .containsExactly(new Document("_id", 1), new Document("_id", 2).append("a", 0.5));
        assertThat(Messages.hex(documents.bytes()))
                .isEqualTo("0e000000105f6964000100000000" + "19000000105f69640002000000016100000000000000e03f00");
        assertThat(documents).hasToString("documents[2 documents, 39 bytes]");
        message.release();
    }

    @ParameterizedTest
    @EnumSource
    void checksum(Shape shape) {
        OpMsg message = OpMsg.decode(shape.of(Messages.bytes(Messages.PING_WITH_CHECKSUM)));
        assertThat(message.checksumPresent()).isTrue();
        assertThat(message.length()).isEqualTo(55);
        assertThat(message.body().length()).isEqualTo(30);
        message.release();
    }

    @Test
    void sectionsComeInAnyOrder() {
        OpMsg message = decode("00000000", "01 08000000 6f707300 01 05000000 00" + EMPTY, "01 06000000 6100");
        assertThat(message.sequences()).extracting(DocumentSequence::identifier).containsExactly("ops", "", "a");
        assertThat(message.sequences()).extracting(DocumentSequence::count).containsExactly(0, 0, 0);
    }

    @Test
    void aSequenceMayHoldNoDocuments() {
        OpMsg message = decode("00000000", EMPTY, "01 0c000000 757064617465 7300");
        DocumentSequence updates = message.sequence("updates");
        assertThat(updates.count()).isZero();
        assertThat(updates.length()).isZero();
        Iterator<RawDocument> documents = updates.iterator();
        assertThat(documents.hasNext()).isFalse();
        assertThatThrownBy(documents::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no document left in sequence \"updates\"");
    }

    @Test
    void optionalFlagsAreKept() {
        OpMsg message = decode("0200ffff", EMPTY);
        assertThat(message.flagBits()).isEqualTo(0xFFFF0002);
        assertThat(message.exhaustAllowed()).isTrue();
        assertThat(message.moreToCome()).isTrue();
        assertThat(message.checksumPresent()).isFalse();
    }

    @Test
    void identifiersAreUtf8() {
        // U+FFFD itself is well-formed
        assertThat(decode("00000000", EMPTY, "01 0b000000 c3a9 efbfbd 7a 00").sequence("\u00e9\uFFFDz"))
                .isNotNull();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("", "message header cut short: 0 bytes (expected: 16) at offset 0"),
                Arguments.of(
                        "10000000 00000000 00000000 dd0700",
                        "message header cut short: 15 bytes (expected: 16) at offset 0"),
                Arguments.of(
                        "0f000000 00000000 00000000 dd070000",
                        "message length: 15 (expected: 16 to the limit of 2147483647) at offset 0"),
                Arguments.of(
                        "11000000 00000000 00000000 dd070000",
                        "message length: 17 (expected: 16, the bytes of the frame) at offset 0"),
                Arguments.of(
                        "10000000 00000000 00000000 dd070000 00",
                        "message length: 16 (expected: 17, the bytes of the frame) at offset 0"),
                Arguments.of(
                        "10000000 00000000 00000000 d4070000",
                        "opcode: 2004, OP_QUERY (expected: 2013, OP_MSG) at offset 12"),
                Arguments.of("10000000 00000000 00000000 2a000000", "opcode: 42 (expected: 2013, OP_MSG) at offset 12"),
                Arguments.of(
                        "13000000 00000000 00000000 dd070000 000000",
                        "flag bits cut short: 3 bytes (expected: 4) at offset 16"),
                Arguments.of(
                        message("04000100", EMPTY),
                        "flag bits: 0x00010004 (expected: none of the unknown required bits 0x0004) at offset 16"),
                Arguments.of(
                        message("00800000", EMPTY),
                        "flag bits: 0x00008000 (expected: none of the unknown required bits 0x8000) at offset 16"),
                Arguments.of(message("00000000"), "section of kind 0: none (expected: exactly one) at offset 20"),
                Arguments.of(
                        message("00000000", "01 06000000 6100"),
                        "section of kind 0: none (expected: exactly one) at offset 27"),
                Arguments.of(
                        message("00000000", EMPTY, EMPTY),
                        "section of kind 0: a second one (expected: exactly one) at offset 26"),
                Arguments.of(message("00000000", "02 05000000 00"), "section kind: 2 (expected: 0 or 1) at offset 20"),
                Arguments.of(message("00000000", EMPTY, "ff"), "section kind: 255 (expected: 0 or 1) at offset 26"),
                Arguments.of(
                        message("00000000", "00 05000000"),
                        "document cut short: 4 bytes (expected: at least 5) at offset 21"),
                Arguments.of(
                        message("00000000", "00 06000000 00"),
                        "document length: 6 (expected: 5 to the 5 bytes that are left) at offset 21"),
                Arguments.of(
                        message("00000000", "00 04000000 00"),
                        "document length: 4 (expected: 5 to the 5 bytes that are left) at offset 21"),
                Arguments.of(
                        message("00000000", "00 ffffffff 00"),
                        "document length: -1 (expected: 5 to the 5 bytes that are left) at offset 21"),
                Arguments.of(
                        message("00000000", "00 05000000 07"),
                        "last byte of document: 0x07 (expected: 0x00) at offset 25"),
                Arguments.of(
                        message("00000000", EMPTY, "01 050000"),
                        "document sequence cut short: 3 bytes (expected: at least 5) at offset 27"),
                Arguments.of(
                        message("00000000", EMPTY, "01 04000000 00"),
                        "document sequence size: 4 (expected: 5 to the 5 bytes that are left) at offset 27"),
                Arguments.of(
                        message("00000000", EMPTY, "01 07000000 6100"),
                        "document sequence size: 7 (expected: 5 to the 6 bytes that are left) at offset 27"),
                Arguments.of(
                        message("00000000", EMPTY, "01 00000080 6100"),
                        "document sequence size: -2147483648 (expected: 5 to the 6 bytes that are left) at offset 27"),
                Arguments.of(
                        message("00000000", "01 06000000 6162", EMPTY),
                        "sequence identifier without end (expected: a NUL) at offset 25"),
                Arguments.of(
                        message("00000000", EMPTY, "01 07000000 c3 28 00"),
                        "sequence identifier with malformed bytes (expected: UTF-8) at offset 31"),
                Arguments.of(
                        message("00000000", EMPTY, "01 08000000 eda080 00"),
                        "sequence identifier with malformed bytes (expected: UTF-8) at offset 31"),
                Arguments.of(
                        message("00000000", EMPTY, "01 06000000 6100", "01 06000000 6100"),
                        "sequence identifier: \"a\" again (expected: each once) at offset 38"),
                // The next three sections would be right if the first one's document could leave its sequence.
                Arguments.of(
                        message("00000000", "01 0b000000 6100 06000000 00", EMPTY),
                        "document length: 6 (expected: 5 to the 5 bytes that are left) at offset 27"),
                Arguments.of(
                        message("00000000", EMPTY, "01 0a000000 6100 05000000"),
                        "document cut short: 4 bytes (expected: at least 5) at offset 33"),
                Arguments.of(
                        message("00000000", EMPTY, "01 0b000000 6100 05000000 01"),
                        "last byte of document: 0x01 (expected: 0x00) at offset 37"),
                Arguments.of(
                        message("01000000", EMPTY, "00000000"),
                        "checksum: 0x00000000 (expected: 0x761CABDE, the CRC-32C of the message) at offset 26"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String hex, String error) {
        ByteBuf frame = Messages.buffer(hex);
        assertThatThrownBy(() -> OpMsg.decode(frame))
                .isInstanceOf(WireException.class)
                .hasMessage(error);
        assertThat(frame.refCnt()).as("the caller's reference").isEqualTo(1);
        assertThat(frame.readerIndex()).isZero();
    }

    @Test
    void anErrorTellsItsParts() {
        assertThatThrownBy(() -> decode("00000000", "02")).isInstanceOfSatisfying(WireException.class, problem -> {
            assertThat(problem.problem()).isEqualTo("section kind: 2 (expected: 0 or 1)");
            assertThat(problem.offset()).isEqualTo(20);
        });
    }

    /** A parser that looks for sections up to the end takes what is left for a section, or reads beyond it. */
    @Test
    void aChecksumFlagWithTooFewBytesLeft() {
        for (int left = 0; left < 4; left++) {
            String hex = message("01000000", "00".repeat(left));
            assertThatThrownBy(() -> OpMsg.decode(Messages.buffer(hex)))
                    .isInstanceOf(WireException.class)
                    .hasMessage("checksum cut short: %d bytes (expected: 4) at offset 20", left);
        }
    }

    /** The sections end before the checksum, even where its bytes would make a section that reaches into it right. */
    @Test
    void aSectionDoesNotReachIntoTheChecksum() {
        ByteBuf body = withChecksum(message("01000000", "00 09000000 00", "00000000"));
        assertThatThrownBy(() -> OpMsg.decode(body))
                .isInstanceOf(WireException.class)
                .hasMessage("document length: 9 (expected: 5 to the 5 bytes that are left) at offset 21");
        ByteBuf sequence = withChecksum(message("01000000", EMPTY, "01 0a000000 6100", "00000000"));
        assertThatThrownBy(() -> OpMsg.decode(sequence))
                .isInstanceOf(WireException.class)
                .hasMessage("document sequence size: 10 (expected: 5 to the 6 bytes that are left) at offset 27");
        ByteBuf none = withChecksum(message("01000000", "00000000"));
        assertThatThrownBy(() -> OpMsg.decode(none))
                .isInstanceOf(WireException.class)
                .hasMessage("section of kind 0: none (expected: exactly one) at offset 20");
    }

    @Test
    void offsetsAreThoseOfTheBuffer() {
        ByteBuf frame = Unpooled.buffer().writeZero(100).writeBytes(Messages.bytes(message("00000000", "02")));
        frame.readerIndex(100);
        assertThatThrownBy(() -> OpMsg.decode(frame)).hasMessageEndingWith("at offset 120");
    }

    @Test
    void theDocumentSizeLimitIsTheCodecs() {
        BsonCodec codec = BsonCodec.builder()
                .limits(BsonLimits.DEFAULT.withMaxDocumentSize(29))
                .build();
        assertThatThrownBy(() -> OpMsg.decode(Messages.buffer(Messages.PING), codec))
                .isInstanceOf(WireException.class)
                .hasMessage("document length: 30 (expected: at most the limit of 29) at offset 21");
        assertThat(OpMsg.decode(Messages.buffer(Messages.INSERT))).isNotNull();
    }

    @Test
    void theNumberOfSequencesIsBounded() {
        StringBuilder sections = new StringBuilder(EMPTY);
        for (int i = 0; i < OpMsg.MAX_SEQUENCES; i++) {
            sections.append(String.format("01 07000000 %02x%02x 00", 0x61 + i / 26, 0x61 + i % 26));
        }
        assertThat(decode("00000000", sections.toString()).sequences()).hasSize(64);
        assertThatThrownBy(() ->
                        decode("00000000", sections.append("01 0500000000").toString()))
                .isInstanceOf(WireException.class)
                .hasMessage("document sequences: 65 (expected: at most the limit of 64) at offset 539");
    }

    @Test
    void anErrorDoesNotRepeatALongIdentifier() {
        String sequence = "01 ed030000" + "61".repeat(1000) + "00";
        assertThatThrownBy(() -> decode("00000000", EMPTY, sequence, sequence))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("sequence identifier: \"" + "a".repeat(64) + "...\" again");
    }

    private static OpMsg decode(String flagBits, String... sections) {
        return OpMsg.decode(Messages.buffer(message(flagBits, sections)));
    }

    /** A message of request 1 with its right length. */
    private static String message(String flagBits, String... sections) {
        String rest = "01000000 00000000 dd070000" + flagBits + String.join("", sections);
        int length = Messages.bytes(rest).length + 4;
        return Messages.hex(Unpooled.buffer().writeIntLE(length)) + rest;
    }

    /** The message with its last four bytes replaced by its checksum. */
    private static ByteBuf withChecksum(String hex) {
        ByteBuf frame = Messages.buffer(hex);
        int at = frame.readableBytes() - 4;
        return frame.setIntLE(at, Checksum.of(frame, 0, at));
    }
}
