package io.bsonwire.benchmarks;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MaxKey;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.bson.RawBsonDocument;

/**
 * The documents that are measured, as BSON bytes. {@code flat}, {@code deep}, {@code full} and {@code small} are those of the driver
 * benchmark specification where the environment variable {@code BSON_BENCHMARK_DIR} names the folder that holds them;
 * elsewhere generated ones of the same shape and nearly the same size stand in. The name says which: the generated ones
 * are printed as such by the benchmarks' set-up.
 */
final class BenchmarkDocuments {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private BenchmarkDocuments() {}

    /** The bytes of the document of this name. */
    static byte[] bytes(String name) {
        String folder = System.getenv("BSON_BENCHMARK_DIR");
        if (folder != null) {
            Path file = Path.of(folder, name + (name.equals("small") ? "_doc.json" : "_bson.json"));
            if (Files.isRegularFile(file)) {
                return parse(file);
            }
        }
        System.out.println("# " + name + ": generated (BSON_BENCHMARK_DIR does not name a folder with it)");
        return BsonCodec.DEFAULT.encode(generate(name));
    }

    private static byte[] parse(Path file) {
        try {
            return ByteBufUtil.getBytes(
                    io.netty.buffer.Unpooled.wrappedBuffer(RawBsonDocument.parse(Files.readString(file))
                            .getByteBuffer()
                            .asNIO()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Document generate(String name) {
        Random random = new Random(42);
        return switch (name) {
            case "flat" -> flat(random);
            case "deep" -> deep(random, 5);
            case "full" -> full(random);
            case "small" -> small(random);
            default ->
                throw new IllegalArgumentException("document: " + name + " (expected: flat, deep, full or small)");
        };
    }

    /** 145 fields, a third of them strings of 80 letters, the rest numbers and booleans. */
    private static Document flat(Random random) {
        Document document = new Document(145);
        while (document.size() < 145) {
            Object value = switch (document.size() % 6) {
                case 0, 3 -> text(random, 80);
                case 1 -> random.nextInt(100);
                case 2 -> random.nextBoolean();
                case 4 -> random.nextDouble();
                default -> random.nextLong();
            };
            document.put(text(random, 8), value);
        }
        return document;
    }

    /** A binary tree with two strings in each leaf. */
    private static Document deep(Random random, int depth) {
        if (depth == 0) {
            return new Document("rightValue", text(random, 8)).append("leftValue", text(random, 8));
        }
        return new Document("right", deep(random, depth - 1)).append("left", deep(random, depth - 1));
    }

    /** 91 fields that go round most types. */
    private static Document full(Random random) {
        Document document = new Document(91);
        while (document.size() < 91) {
            Object value = switch (document.size() % 13) {
                case 0 -> random.nextInt(100);
                case 1 -> Binary.of(text(random, 80).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                case 2 -> random.nextLong();
                case 3 -> new Document();
                case 4 -> MaxKey.INSTANCE;
                case 5 -> new CodeWithScope(text(random, 80), new Document());
                case 6 -> new Code(text(random, 80));
                case 7 -> MinKey.INSTANCE;
                case 8 -> Instant.ofEpochMilli(random.nextInt());
                case 9 -> ObjectId.ofSmallest(Instant.ofEpochSecond(random.nextInt(1 << 30)));
                case 10 -> new Regex(text(random, 8), "i");
                case 11 -> BsonTimestamp.of(random.nextInt(1 << 30), 1);
                default -> List.of(1, text(random, 8), true);
            };
            document.put(text(random, 8), value);
        }
        return document;
    }

    /** 13 fields, seven short strings and six numbers. */
    private static Document small(Random random) {
        Document document = new Document(13);
        while (document.size() < 13) {
            document.put(text(random, 8), document.size() < 7 ? text(random, 8) : (Object) random.nextInt());
        }
        return document;
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
