package io.bsonwire.bson;

import static io.bsonwire.bson.TestBytes.concat;
import static io.bsonwire.bson.TestBytes.document;
import static io.bsonwire.bson.TestBytes.element;
import static io.bsonwire.bson.TestBytes.hex;
import static io.bsonwire.bson.TestBytes.int32;
import static io.bsonwire.bson.TestBytes.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents out of a stream: in pieces of any size, cut at every byte, with claims that nothing backs. */
class BsonStreamTest {
    private static final byte[] ONE = hex(document(element(0x10, "a", int32(1))));
    private static final byte[] EMPTY = hex(document());
    private static final byte[] TEXT = hex(document(element(0x02, "t", string("some text"))));
    private static final byte[] BAD_INSIDE = hex(document(element(0x08, "b", "07")));

    /** A channel that hands out so many bytes at a time, and knows whether it was closed. */
    private static final class Pieces implements ReadableByteChannel {
        private final ByteBuffer bytes;
        private final int size;
        private boolean open = true;
        private int largestRoom;

        Pieces(byte[] bytes, int size) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.size = size;
        }

        @Override
        public int read(ByteBuffer target) {
            largestRoom = Math.max(largestRoom, target.remaining());
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(Math.min(size, target.remaining()), bytes.remaining());
            target.put(bytes.slice().limit(count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private static List<Document> decodeAll(BsonStream stream) throws IOException {
        List<Document> all = new ArrayList<>();
        while (stream.next()) {
            all.add(stream.decode());
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 1000})
    void documentsComeInPiecesOfAnySize(int size) throws IOException {
        byte[] all = concat(ONE, EMPTY, TEXT, ONE);
        try (BsonStream stream = BsonCodec.DEFAULT.open(new Pieces(all, size))) {
            assertThat(stream.offset()).isZero();
            assertThat(stream.next()).isTrue();
            assertThat(stream.offset()).isZero();
            assertThat(stream.raw().getInt32("a")).isEqualTo(1);
            assertThat(stream.raw()).isSameAs(stream.raw());
            stream.validate();
            assertThat(stream.next()).isTrue();
            assertThat(stream.offset()).isEqualTo(12);
            assertThat(stream.decode()).isEmpty();
            assertThat(stream.next()).isTrue();
            assertThat(stream.offset()).isEqualTo(17);
            BsonReader reader = stream.reader();
            assertThat(reader.next()).isTrue();
            assertThat(reader.offset()).isEqualTo(17 + 4 + 3);
            assertThat(reader.readString()).isEqualTo("some text");
            assertThat(stream.next()).isTrue();
            assertThat(stream.decode()).isEqualTo(stream.decode()).isEqualTo(new Document("a", 1));
            assertThat(stream.next()).isFalse();
            assertThat(stream.next()).isFalse();
            assertThat(stream.offset()).isEqualTo(all.length);
        }
    }

    @Test
    void nothingIsNoDocument() throws IOException {
        try (BsonStream stream = BsonCodec.DEFAULT.open(InputStream.nullInputStream())) {
            assertThat(stream.next()).isFalse();
        }
    }

    @Test
    void noCurrentDocumentBeforeTheFirstAndBehindTheLast() throws IOException {
        try (BsonStream stream = BsonCodec.DEFAULT.open(new ByteArrayInputStream(ONE))) {
            assertNoCurrent(stream);
            stream.next();
            stream.next();
            assertNoCurrent(stream);
        }
    }

    private static void assertNoCurrent(BsonStream stream) {
        String message = "no current document: next() was not called or returned false";
        assertThatIllegalStateException().isThrownBy(stream::raw).withMessage(message);
        assertThatIllegalStateException().isThrownBy(stream::decode).withMessage(message);
        assertThatIllegalStateException().isThrownBy(stream::validate).withMessage(message);
        assertThatIllegalStateException().isThrownBy(stream::reader).withMessage(message);
    }

    @Test
    void cutAtEveryByte() throws IOException {
        byte[] all = concat(ONE, TEXT, EMPTY);
        for (int length = 0; length < all.length; length++) {
            int whole = 0;
            for (int end : new int[] {ONE.length, ONE.length + TEXT.length}) {
                whole = length >= end ? end : whole;
            }
            int left = length - whole;
            int claimed = whole == 0 ? ONE.length : whole == ONE.length ? TEXT.length : EMPTY.length;
            String message = "stream ends inside a document: " + left + " bytes left (expected: "
                    + (left < 4 ? 5 : claimed) + ") at offset " + whole;
            for (int size : new int[] {1, 1000}) {
                try (BsonStream stream = BsonCodec.DEFAULT.open(new Pieces(Arrays.copyOf(all, length), size))) {
                    for (int done = 0;
                            done < whole;
                            done += whole == ONE.length || done == 0 ? ONE.length : TEXT.length) {
                        assertThat(stream.next()).isTrue();
                    }
                    if (left == 0) {
                        assertThat(stream.next()).isFalse();
                    } else {
                        assertThatExceptionOfType(MalformedBsonException.class)
                                .isThrownBy(stream::next)
                                .withMessage(message);
                        assertThat(stream.next()).as("after an error").isFalse();
                        assertNoCurrent(stream);
                    }
                }
            }
        }
    }

    @Test
    void lengthsAreCheckedBeforeMemoryIsMade() {
        assertRefused("document length: 4 (expected: at least 5) at offset 12", int32(4) + "00");
        assertRefused("document length: -2147483648 (expected: at least 5) at offset 12", "00000080" + "00");
        assertRefused(
                "document length: 2147483647 (expected: at most the limit of 16793600) at offset 12",
                "ffffff7f" + "00");
        assertRefused("last byte of object: 0x01 (expected: 0x00) at offset 16", int32(5) + "01");
    }

    private static void assertRefused(String message, String second) {
        BsonStream stream = BsonCodec.DEFAULT.open(new ByteArrayInputStream(concat(ONE, hex(second))));
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(() -> decodeAll(stream))
                .withMessage(message);
    }

    @Test
    void claimsThatNothingBacksCostLittle() {
        BsonCodec large = BsonCodec.builder()
                .limits(new BsonLimits(Integer.MAX_VALUE - 8, 200))
                .build();
        byte[] claim = hex("f7ffff7f" + "02610005000000000000000000000000");
        Pieces source = new Pieces(claim, 7);
        assertThatExceptionOfType(MalformedBsonException.class)
                .isThrownBy(() -> large.open(source).next())
                .withMessage("stream ends inside a document: 20 bytes left (expected: 2147483639) at offset 0");
        assertThat(source.largestRoom).as("bytes asked for at once").isLessThanOrEqualTo(1 << 16);
    }

    @Test
    void aFaultInsideADocumentDoesNotEndTheStream() throws IOException {
        BsonCodec noDuplicates =
                BsonCodec.builder().duplicateNames(DuplicateNames.ERROR).build();
        byte[] twice = hex(document(element(0x0A, "a", ""), element(0x0A, "a", "")));
        try (BsonStream stream = noDuplicates.open(new ByteArrayInputStream(concat(BAD_INSIDE, twice, ONE)))) {
            String bad = "boolean byte: 0x07 (expected: 0x00 or 0x01) at offset 7, path b";
            assertThat(stream.next()).isTrue();
            assertThatExceptionOfType(MalformedBsonException.class)
                    .isThrownBy(stream::decode)
                    .withMessage(bad);
            assertThatExceptionOfType(MalformedBsonException.class)
                    .isThrownBy(stream::validate)
                    .withMessage(bad);
            assertThat(stream.next()).isTrue();
            String duplicate = "duplicate name: \"a\" (expected: each name once) at offset 16, path a";
            assertThatExceptionOfType(MalformedBsonException.class)
                    .isThrownBy(stream::decode)
                    .withMessage(duplicate);
            assertThatExceptionOfType(MalformedBsonException.class)
                    .isThrownBy(stream::validate)
                    .withMessage(duplicate);
            assertThat(stream.next()).isTrue();
            stream.validate();
            assertThat(stream.decode()).isEqualTo(new Document("a", 1));
        }
    }

    @Test
    void documentsOfAllSizesAroundTheBuffers() throws IOException {
        List<Document> documents = new ArrayList<>();
        for (int size : new int[] {0, 10, 1000, 65_000, 65_522, 65_523, 65_524, 65_536, 131_072, 300_000, 1, 65_530}) {
            documents.add(new Document("t", "x".repeat(size)));
        }
        byte[] all = concat(documents.stream().map(BsonCodec.DEFAULT::encode).toArray(byte[][]::new));
        for (int size : new int[] {977, 65_536, 1_000_000}) {
            assertThat(decodeAll(BsonCodec.DEFAULT.open(new Pieces(all, size)))).isEqualTo(documents);
        }
        assertThat(decodeAll(BsonCodec.DEFAULT.open(new ByteArrayInputStream(all))))
                .isEqualTo(documents);
    }

    @Test
    void manySmallDocumentsKeepTheirOffsets() throws IOException {
        byte[] all = concat(Collections.nCopies(20_000, ONE).toArray(byte[][]::new));
        try (BsonStream stream = BsonCodec.DEFAULT.open(new Pieces(all, 10_000))) {
            for (int i = 0; i < 20_000; i++) {
                assertThat(stream.next()).isTrue();
                assertThat(stream.offset()).isEqualTo(12L * i);
                assertThat(stream.raw().getInt32("a")).isEqualTo(1);
            }
            assertThat(stream.next()).isFalse();
        }
    }

    @Test
    void closingClosesTheSource() throws IOException {
        Pieces source = new Pieces(concat(ONE, ONE), 1000);
        BsonStream stream = BsonCodec.DEFAULT.open(source);
        stream.next();
        stream.close();
        assertThat(source.isOpen()).isFalse();
        assertThat(stream.next()).isFalse();
        assertNoCurrent(stream);
        stream.close();
    }

    @Test
    void nobodyAsksAStreamHowMuchIsAvailable() throws IOException {
        InputStream pipe = new ByteArrayInputStream(concat(ONE, TEXT)) {
            @Override
            public synchronized int available() {
                throw new AssertionError("a named pipe fails here");
            }

            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 3));
            }
        };
        assertThat(decodeAll(BsonCodec.DEFAULT.open(pipe))).hasSize(2);
    }

    @Test
    void failuresOfTheSourcePassThrough() throws IOException {
        InputStream broken =
                new SequenceInputStream(new ByteArrayInputStream(concat(ONE, EMPTY, new byte[3])), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("broken");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw new IOException("broken");
                    }
                });
        try (BsonStream stream = BsonCodec.DEFAULT.open(broken)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> decodeAll(stream))
                    .withMessage("broken");
        }
    }
}
