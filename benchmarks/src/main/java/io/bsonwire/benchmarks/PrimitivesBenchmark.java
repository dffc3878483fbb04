package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.Regex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How fast could it be at all? Each method does one thing that encoding or decoding a document cannot do without, alone and
 * in the fastest way that the JDK has for it: no codec in Java is faster than the sum of its parts.
 *
 * <p>Of decoding: one copy out of the direct buffer, a string from each text, the objects that come out. Of encoding: the
 * characters into an array, one copy into the direct buffer. Of a walk over the bytes: the lengths, each of which says where
 * the next one is. Names are not among the strings, since they are cached. The strings are taken to be ASCII, as those of the
 * documents here are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PrimitivesBenchmark {
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Which document. */
    @Param({"flat", "deep", "full"})
    public String document = "flat";

    /** Pattern of the decoded document. */
    private @Nullable Object tree;

    private byte[] bytes = {};
    private ByteBuf direct = Unpooled.EMPTY_BUFFER;
    /** The texts of the document: as strings, and their bytes back to back, of which text i ends at ends[i]. */
    private String[] strings = {};

    private byte[] texts = {};
    private int[] ends = {};
    private byte[] target = {};
    /** Of each element of the document itself: where its length is, from its start, or -1 if it has none. */
    private int[] toLength = {};
    /** Of each element: its bytes that do not depend on its length. */
    private int[] fixed = {};

    /** Takes the document apart. */
    @Setup(Level.Trial)
    public void setUp() {
        bytes = BenchmarkDocuments.bytes(document);
        target = new byte[bytes.length];
        direct = BufferKind.DIRECT.of(bytes);
        Document decoded = BsonCodec.DEFAULT.decodeExactly(bytes);
        tree = BareTree.of(decoded);
        List<String> found = new ArrayList<>();
        findStrings(decoded, found);
        strings = found.toArray(String[]::new);
        texts = String.join("", strings).getBytes(StandardCharsets.US_ASCII);
        ends = new int[strings.length];
        int end = 0;
        for (int i = 0; i < strings.length; i++) {
            end += strings[i].length();
            ends[i] = end;
        }
        measureElements();
    }

    private void measureElements() {
        RawDocument raw = RawDocument.of(bytes);
        toLength = new int[raw.size()];
        fixed = new int[raw.size()];
        RawCursor cursor = raw.cursor();
        for (int i = 0; cursor.next(); i++) {
            int size = cursor.valueOffset() + cursor.valueLength() - cursor.offset();
            boolean hasLength = switch (cursor.type()) {
                case STRING, DOCUMENT, ARRAY, BINARY, DB_POINTER, CODE, SYMBOL, CODE_WITH_SCOPE -> true;
                default -> false;
            };
            toLength[i] = hasLength ? cursor.valueOffset() - cursor.offset() : -1;
            fixed[i] = hasLength ? size - direct.getIntLE(cursor.valueOffset()) : size;
        }
    }

    private static void findStrings(@Nullable Object value, List<String> found) {
        if (value instanceof Map<?, ?> map) {
            map.values().forEach(item -> findStrings(item, found));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> findStrings(item, found));
        } else if (value instanceof String text) {
            found.add(text);
        } else if (value instanceof Code code) {
            found.add(code.code());
        } else if (value instanceof CodeWithScope code) {
            found.add(code.code());
            findStrings(code.scope(), found);
        } else if (value instanceof Regex regex) {
            found.add(regex.pattern());
            found.add(regex.options());
        }
    }

    /** Releases the buffer. */
    @TearDown(Level.Trial)
    public void tearDown() {
        direct.release();
    }

    /**
     * Allocates what a decode returns, without any of its work.
     *
     * @return the tree
     */
    @Benchmark
    public @Nullable Object allocateTree() {
        return BareTree.copy(tree);
    }

    /**
     * Copies the document out of a direct buffer.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] copyFromDirect() {
        direct.getBytes(0, target, 0, target.length);
        return target;
    }

    /**
     * Copies the document into a direct buffer.
     *
     * @return the buffer
     */
    @Benchmark
    public ByteBuf copyToDirect() {
        return direct.clear().writeBytes(bytes);
    }

    /**
     * Makes a string of each text: a check of its UTF-8, an object, and a copy.
     *
     * @param blackhole gets the strings
     */
    @Benchmark
    public void stringsFromUtf8(Blackhole blackhole) {
        int start = 0;
        for (int end : ends) {
            blackhole.consume(new String(texts, start, end - start, StandardCharsets.UTF_8));
            start = end;
        }
    }

    /**
     * Finds that all texts are well-formed UTF-8 by finding them to be ASCII, eight bytes at a time.
     *
     * @return whether they are
     */
    @Benchmark
    public boolean checkUtf8() {
        int start = 0;
        for (int end : ends) {
            if (!isAscii(start, end)) {
                return false;
            }
            start = end;
        }
        return true;
    }

    private boolean isAscii(int start, int end) {
        long bits = 0;
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            bits |= (long) INT64.get(texts, i);
        }
        for (; i < end; i++) {
            bits |= texts[i];
        }
        return (bits & HIGH_BITS) == 0;
    }

    /**
     * Writes the characters of the strings into an array one by one, with a look at each whether it is ASCII.
     *
     * @return how many bytes
     */
    @Benchmark
    public int charsByLoop() {
        int at = 0;
        for (String text : strings) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= 0x80) {
                    return -1;
                }
                target[at++] = (byte) c;
            }
        }
        return at;
    }

    /**
     * Writes the characters of the strings into an array by the one call that copies them without an object between, and
     * without a look at them.
     *
     * @return how many bytes
     */
    @Benchmark
    @SuppressWarnings("deprecation") // it drops the high byte of a character; these have none
    public int charsByCopy() {
        int at = 0;
        for (String text : strings) {
            text.getBytes(0, text.length(), target, at);
            at += text.length();
        }
        return at;
    }

    /**
     * Goes from element to element of the document itself: everything is known beforehand but the lengths in the bytes.
     *
     * @return where the elements end
     */
    @Benchmark
    public int lengths() {
        int at = Integer.BYTES;
        for (int i = 0; i < fixed.length; i++) {
            int size = fixed[i];
            if (toLength[i] >= 0) {
                size += direct.getIntLE(at + toLength[i]);
            }
            at += size;
        }
        return at;
    }

    /** The array that was written to. */
    byte[] target() {
        return target;
    }

    /** The texts back to back. */
    byte[] texts() {
        return texts;
    }
}
