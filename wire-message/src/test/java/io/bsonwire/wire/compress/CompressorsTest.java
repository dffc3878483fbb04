package io.bsonwire.wire.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.FastThreadLocal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressorsTest {
    /** Every algorithm, every level of those that have levels. */
    static Stream<Compressor> compressors() {
        return Stream.of(
                        Stream.of(new NoopCompressor(), new SnappyCompressor(), new ZstdCompressor()),
                        IntStream.rangeClosed(-1, 9).mapToObj(ZlibCompressor::new),
                        Stream.of(-7, 1, 3, 19).map(NativeZstdCompressor::new))
                .flatMap(all -> all);
    }

    static Stream<Arguments> compressorsAndBuffers() {
        return compressors()
                .flatMap(compressor -> IntStream.range(0, 4)
                        .mapToObj(kinds -> Arguments.of(compressor, (kinds & 1) != 0, (kinds & 2) != 0)));
    }

    @ParameterizedTest
    @MethodSource("compressorsAndBuffers")
    void decompressingGivesWhatWasCompressed(Compressor compressor, boolean directSource, boolean directTarget) {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 2, 63, 64, 1000, 100_000, 300_000}) {
            for (int kind = 0; kind < 3; kind++) {
                byte[] bytes = bytes(random, length, kind);
                byte[] compressed = compress(compressor, bytes, directSource, directTarget);
                assertThat(decompress(compressor, compressed, length, directSource, directTarget))
                        .as("%s bytes of kind %s", length, kind)
                        .isEqualTo(bytes);
            }
        }
    }

    /** All the same, words, or noise. */
    private static byte[] bytes(Random random, int length, int kind) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] =
                    (byte) (kind == 0 ? 7 : kind == 1 ? "field value ".charAt((i / 5 * 7 + i) % 12) : random.nextInt());
        }
        return bytes;
    }

    private static byte[] compress(Compressor compressor, byte[] bytes, boolean directSource, boolean directTarget) {
        ByteBuffer target = buffer(compressor.maxCompressedLength(bytes.length) + 7, directTarget);
        target.position(3).limit(target.capacity() - 4);
        compressor.compress(filled(bytes, directSource), target);
        byte[] compressed = new byte[target.position() - 3];
        target.position(3).get(compressed);
        return compressed;
    }

    private static byte[] decompress(
            Compressor compressor, byte[] compressed, int length, boolean directSource, boolean directTarget) {
        ByteBuffer target = buffer(length + 7, directTarget);
        target.position(3).limit(length + 3);
        compressor.decompress(filled(compressed, directSource), target);
        assertThat(target.position()).isEqualTo(length + 3);
        target.clear();
        for (int outside : new int[] {0, 1, 2, length + 3, length + 4, length + 5, length + 6}) {
            assertThat(target.get(outside)).isEqualTo((byte) 0xA5);
        }
        byte[] bytes = new byte[length];
        target.position(3).get(bytes);
        return bytes;
    }

    private static ByteBuffer filled(byte[] bytes, boolean direct) {
        return buffer(bytes.length + 5, direct).position(2).put(bytes).flip().position(2);
    }

    private static ByteBuffer buffer(int length, boolean direct) {
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0xA5);
        }
        return buffer.clear();
    }

    @ParameterizedTest
    @MethodSource("compressorsAndBuffers")
    void aResultThatDoesNotFitIsRefused(Compressor compressor, boolean directSource, boolean directTarget) {
        byte[] bytes = bytes(new Random(1), 1000, 1);
        byte[] compressed = compress(compressor, bytes, false, false);
        for (int room : new int[] {0, 1, 500, 999}) {
            ByteBuffer target = buffer(room, directTarget);
            assertThatThrownBy(() -> compressor.decompress(filled(compressed, directSource), target))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("compressorsAndBuffers")
    void whatIsCutShortGivesNotAllOrIsRefused(Compressor compressor, boolean directSource, boolean directTarget) {
        byte[] bytes = bytes(new Random(1), 300, 1);
        byte[] compressed = compress(compressor, bytes, false, false);
        for (int length = 0; length < compressed.length; length++) {
            ByteBuffer source = filled(Arrays.copyOf(compressed, length), directSource);
            ByteBuffer target = buffer(300, directTarget);
            try {
                compressor.decompress(source, target);
            } catch (RuntimeException e) {
                continue;
            }
            assertThat(target.hasRemaining()).isTrue();
        }
    }

    @Test
    void bytesBehindTheEndAreRefused() {
        for (Compressor compressor : compressors().toList()) {
            byte[] bytes = bytes(new Random(1), 300, 1);
            byte[] compressed = compress(compressor, bytes, false, false);
            byte[] more = Arrays.copyOf(compressed, compressed.length + 1);
            assertThatThrownBy(() -> compressor.decompress(filled(more, false), buffer(300, false)))
                    .as(compressor.toString())
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void zlibSaysWhatIsWrong() {
        ZlibCompressor zlib = new ZlibCompressor();
        assertThatThrownBy(() -> zlib.decompress(filled(new byte[] {1, 2, 3}, false), buffer(10, false)))
                .hasMessageContaining("header");
        // RFC 1950: flag 0x20 asks for a preset dictionary, whose checksum follows
        byte[] dictionary = {0x78, (byte) 0xBB, 1, 2, 3, 4, 0};
        assertThatThrownBy(() -> zlib.decompress(filled(dictionary, false), buffer(10, false)))
                .hasMessage("dictionary wanted");
    }

    @Test
    void aHigherLevelMakesItSmaller() {
        byte[] bytes = new byte[200_000];
        Random random = new Random(1);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ("words and words again and more of them".charAt(random.nextInt(38)) + i % 3);
        }
        int none = compress(new ZlibCompressor(0), bytes, true, true).length;
        int fast = compress(new ZlibCompressor(1), bytes, true, true).length;
        int small = compress(new ZlibCompressor(9), bytes, true, true).length;
        assertThat(none).isGreaterThan(bytes.length);
        assertThat(fast).isLessThan(none);
        assertThat(small).isLessThan(fast);
        assertThat(compress(new ZlibCompressor(1), bytes, true, true)).hasSize(fast);
    }

    @Test
    void zlibGoesOnWithoutWhatAThreadKeeps() {
        byte[] compressed = compress(new ZlibCompressor(), new byte[10], false, false);
        FastThreadLocal.removeAll();
        assertThat(decompress(new ZlibCompressor(), compressed, 10, false, false))
                .isEqualTo(new byte[10]);
        FastThreadLocal.removeAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 10, Integer.MAX_VALUE})
    void zlibHasNoSuchLevel(int level) {
        assertThatThrownBy(() -> new ZlibCompressor(level)).hasMessage("level: " + level + " (expected: -1 to 9)");
    }

    @ParameterizedTest
    @ValueSource(ints = {23, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void zstdHasNoSuchLevel(int level) {
        assertThatThrownBy(() -> new NativeZstdCompressor(level))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("level: " + level + " (expected: ");
    }

    // ---- sets ----

    @Test
    void allAreAvailableInPureJavaZstdFirst() {
        Compressors all = Compressors.available();
        assertThat(all.names()).containsExactly("zstd", "zlib", "snappy", "noop");
        assertThat(all).hasToString("3, zstd; 2, zlib; 1, snappy; 0, noop");
        for (int id = 0; id < 256; id++) {
            Compressor compressor = all.byId(id);
            assertThat(compressor == null ? -1 : compressor.id()).isEqualTo(id < 4 ? id : -1);
        }
        assertThat(all.byId(3)).isInstanceOf(ZstdCompressor.class);
    }

    @Test
    void theFirstOfOursThatTheOtherSideListsIsTaken() {
        Compressors ours = Compressors.of(new SnappyCompressor(), new ZlibCompressor());
        assertThat(ours.negotiate(List.of("zstd", "zlib", "snappy"))).hasToString("snappy");
        assertThat(ours.negotiate(List.of("zlib"))).hasToString("zlib(level -1)");
        assertThat(ours.negotiate(List.of("zstd", "Zlib"))).isNull();
        assertThat(ours.negotiate(List.of())).isNull();
        assertThat(Compressors.NONE.negotiate(List.of("zlib"))).isNull();
        assertThat(ours.byName("snappy")).hasToString("snappy");
        assertThat(ours.byName("zstd")).isNull();
    }

    @Test
    void aServerAnswersWithWhatItKnowsInTheOrderOfTheClient() {
        Compressors ours = Compressors.of(new SnappyCompressor(), new ZlibCompressor());
        assertThat(ours.common(List.of("zstd", "zlib", "snappy", "zlib"))).containsExactly("zlib", "snappy");
        assertThat(Compressors.NONE.common(List.of("zlib"))).isEmpty();
        assertThat(Compressors.NONE).hasToString("none");
    }

    @Test
    void twoOfOneNumberAreRefused() {
        assertThatThrownBy(() -> Compressors.of(new ZstdCompressor(), new NativeZstdCompressor()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("compressor: 3, zstd again (expected: each number and name once)");
    }

    @Test
    void theirTextsNameThem() {
        assertThat(new NoopCompressor()).hasToString("noop");
        assertThat(new ZstdCompressor()).hasToString("zstd");
        assertThat(new NativeZstdCompressor(5)).hasToString("zstd(native, level 5)");
    }

    /** The classes of this library in a place where the optional libraries are not. */
    @Test
    void withoutTheOptionalLibrariesOnlyWhatNeedsThemIsRefused() throws Exception {
        URL[] here = {
            NoopCompressor.class.getProtectionDomain().getCodeSource().getLocation(),
            FastThreadLocal.class.getProtectionDomain().getCodeSource().getLocation()
        };
        try (URLClassLoader alone = new URLClassLoader(here, null)) {
            Class<?> compressors = alone.loadClass(Compressors.class.getName());
            Object available = compressors.getMethod("available").invoke(null);
            assertThat(available).hasToString("2, zlib; 0, noop");
            assertMissing(alone, SnappyCompressor.class, "snappy", "io.airlift:aircompressor");
            assertMissing(alone, ZstdCompressor.class, "zstd", "io.airlift:aircompressor");
            assertMissing(alone, NativeZstdCompressor.class, "zstd by native code", "com.github.luben:zstd-jni");
        }
    }

    private static void assertMissing(ClassLoader alone, Class<?> compressor, String what, String artifact)
            throws Exception {
        Class<?> other = alone.loadClass(compressor.getName());
        assertThat(other).isNotSameAs(compressor);
        assertThatThrownBy(() -> other.getConstructor().newInstance())
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("library for " + what + ": missing (expected: " + artifact
                        + " on the class path or module path)");
    }
}
