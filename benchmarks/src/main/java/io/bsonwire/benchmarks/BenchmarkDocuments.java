package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The documents that are measured, by name, as BSON bytes.
 *
 * <table>
 * <caption>Names</caption>
 * <tr><td>flat, deep, full</td><td>of the driver benchmark specification: many fields; a tree; most types</td></tr>
 * <tr><td>small, tweet, large</td><td>of the same: 13 fields; text in sub-documents; 94,000 fields</td></tr>
 * <tr><td>simple, complex</td><td>57 and 804 bytes, of the types that every language has</td></tr>
 * <tr><td>1k, 16k, 256k, 4m, 16m</td><td>exactly that many KiB or MiB: an array of sub-documents</td></tr>
 * </table>
 *
 * <p>Those of the specification are read where the environment variable {@code BSON_BENCHMARK_DIR} names the folder that
 * holds them; elsewhere generated ones of the same shape and nearly the same size stand in, and a line on the standard
 * output says so. The others are always generated, the same each time.
 */
final class BenchmarkDocuments {
    private static final Map<String, String> FILES = Map.of(
            "flat", "flat_bson.json",
            "deep", "deep_bson.json",
            "full", "full_bson.json",
            "small", "small_doc.json",
            "tweet", "tweet.json",
            "large", "large_doc.json");

    private BenchmarkDocuments() {}

    /** The bytes of the document of this name. */
    static byte[] bytes(String name) {
        return bytes(name, System.getenv("BSON_BENCHMARK_DIR"));
    }

    /** The same with that folder, or generated if it is null or has no such file. */
    static byte[] bytes(String name, @Nullable String folder) {
        String file = FILES.get(name);
        if (file == null) {
            return BsonCodec.DEFAULT.encode(GeneratedDocuments.document(name));
        }
        if (folder != null && Files.isRegularFile(Path.of(folder, file))) {
            return parse(Path.of(folder, file));
        }
        System.out.println("# " + name + ": generated (BSON_BENCHMARK_DIR does not name a folder with " + file + ")");
        return BsonCodec.DEFAULT.encode(GeneratedDocuments.document(name));
    }

    private static byte[] parse(Path file) {
        try {
            RawBsonDocument parsed = RawBsonDocument.parse(Files.readString(file));
            return ByteBufUtil.getBytes(
                    Unpooled.wrappedBuffer(parsed.getByteBuffer().asNIO()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
