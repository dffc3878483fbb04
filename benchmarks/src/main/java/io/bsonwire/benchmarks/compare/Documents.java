package io.bsonwire.benchmarks.compare;

import io.bsonwire.benchmarks.StandIns;
import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.wire.OpMsg;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The documents and messages that are measured, by name, each written once to a file of a folder, so that every peer gets
 * the same bytes.
 *
 * <p>{@code flat}, {@code deep}, {@code full}, {@code small_doc}, {@code tweet} and {@code large_doc} are those of the driver
 * benchmark specification where a folder with them is given, else generated ones of the same shapes. {@code simple} and
 * {@code complex} are of the sizes of the spike that replaced PyMongo's C extension. {@code size-N} has N bytes,
 * {@code depth-N} N levels, {@code fields-N} N fields; {@code message-...} is an OP_MSG of that size.
 */
final class Documents {
    private final Path folder;
    private final @Nullable Path source;
    private final Set<String> generated = new TreeSet<>();

    Documents(Path folder, @Nullable Path source) {
        this.folder = folder;
        this.source = source;
    }

    /** Those of the specification for which others had to stand in. */
    Set<String> generated() {
        return Set.copyOf(generated);
    }

    /** The file of this document; beside it, in canonical Extended JSON, one that ends in .json, where that is of use. */
    Path file(String name) throws IOException {
        Path file = folder.resolve(name + ".bson");
        if (!Files.exists(file)) {
            byte[] bytes = bytes(name);
            if (Set.of("flat", "deep", "full").contains(name)) {
                Document document = BsonCodec.DEFAULT.decodeExactly(bytes);
                Files.writeString(Input.jsonFile(file), ExtendedJson.canonical().toJson(document));
            }
            Files.write(file, bytes);
        }
        return file;
    }

    private byte[] bytes(String name) throws IOException {
        if (name.startsWith("message-")) {
            return message(name);
        }
        return BsonCodec.DEFAULT.encode(document(name));
    }

    private Document document(String name) throws IOException {
        int dash = name.indexOf('-');
        int number = dash < 0 ? 0 : Integer.parseInt(name.substring(dash + 1));
        return switch (dash < 0 ? name : name.substring(0, dash)) {
            case "simple" -> simple();
            case "complex" -> complex();
            case "find" -> find();
            case "size" -> ofSize(number);
            case "depth" -> ofDepth(number);
            case "fields" -> ofFields(number);
            default -> ofSpecification(name);
        };
    }

    private Document ofSpecification(String name) throws IOException {
        if (source != null) {
            for (String ending : List.of("_bson.json", ".json")) {
                Path file = source.resolve(name + ending);
                if (Files.isRegularFile(file)) {
                    return ExtendedJson.canonical().parse(Files.readString(file));
                }
            }
        }
        generated.add(name);
        return switch (name) {
            case "flat" -> StandIns.flat();
            case "deep" -> StandIns.deep();
            case "full" -> StandIns.full();
            case "small_doc" -> StandIns.small();
            case "tweet" -> StandIns.tweet();
            case "large_doc" -> StandIns.large();
            default -> throw new IllegalArgumentException("document: " + name);
        };
    }

    /** 57 bytes, scalars. */
    static Document simple() {
        return new Document("name", "Lovelace")
                .append("age", 36)
                .append("active", true)
                .append("score", 9.5);
    }

    /** 804 bytes of nested documents, arrays, texts, numbers and bytes, of types that every language has. */
    static Document complex() {
        Document address = new Document("street", "12 Analytical Avenue")
                .append("city", "London")
                .append("zip", "W1G 9DH")
                .append("location", List.of(51.5203, -0.1442));
        List<Document> orders = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            orders.add(new Document("number", 1_000_000_000_000L + i)
                    .append("items", List.of("engine part " + i, "punched cards", "brass gear"))
                    .append("total", 129.99 * i)
                    .append("paid", i % 2 == 0)
                    .append("coupon", null));
        }
        Document document = new Document("id", 1815)
                .append("name", "Ada Lovelace")
                .append("email", "ada@example.org")
                .append("balance", 12345.678)
                .append("visits", 9_007_199_254_740_993L)
                .append("verified", true)
                .append("manager", null)
                .append("address", address)
                .append("tags", List.of("mathematics", "poetry", "machines"))
                .append("avatar", Binary.of(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}))
                .append("orders", orders);
        return padded(document, "notes", 804);
    }

    /** Adds a text that gives the document this size. */
    private static Document padded(Document document, String name, int size) {
        document.append(name, "");
        int missing = size - BsonCodec.DEFAULT.encode(document).length;
        return document.append(name, "x".repeat(missing));
    }

    private static Document find() {
        return new Document("find", "people")
                .append("filter", new Document("name", "Ada").append("age", new Document("$gte", 21)))
                .append("sort", new Document("age", -1))
                .append("limit", 10)
                .append("$db", "test");
    }

    /** A list of documents of some 1,000 bytes. */
    static Document ofSize(int size) {
        Random random = new Random(42);
        Document shape = new Document();
        while (shape.size() < 30) {
            Object value = shape.size() % 3 == 0 ? StandIns.text(random, 40) : (Object) random.nextInt();
            shape.append(StandIns.text(random, 8), value);
        }
        int each = BsonCodec.DEFAULT.encode(shape).length + 8;
        List<Document> items = new ArrayList<>();
        for (int left = size - 128; left > each; left -= each) {
            Document item = new Document(shape.size());
            shape.forEach((name, value) ->
                    item.append(name, value instanceof String ? StandIns.text(random, 40) : (Object) random.nextInt()));
            items.add(item);
        }
        return padded(new Document("items", items), "rest", size);
    }

    private static Document ofDepth(int depth) {
        Document document = new Document("value", 42);
        for (int i = 1; i < depth; i++) {
            document = new Document("inner", document);
        }
        return document;
    }

    private static Document ofFields(int fields) {
        Random random = new Random(42);
        Document document = new Document(fields);
        while (document.size() < fields) {
            document.put(StandIns.text(random, 8), random.nextInt());
        }
        return document;
    }

    private byte[] message(String name) throws IOException {
        int size = switch (name) {
            case "message-16kb" -> 16 * 1024;
            case "message-1mb" -> 1024 * 1024;
            case "message-48mb" -> 48_000_000;
            default -> throw new IllegalArgumentException("document: " + name);
        };
        Document small = document("small_doc");
        Document command = new Document("insert", "c").append("$db", "db");
        int each = BsonCodec.DEFAULT.encode(small).length + 17;
        List<Document> documents = new ArrayList<>();
        for (int left = size - 128; left > each; left -= each) {
            documents.add(new Document(Map.of("_id", ObjectId.generate())));
            small.forEach(documents.get(documents.size() - 1)::append);
        }
        // Exactly of the size: a document at the end fills up.
        int length = length(command, documents);
        documents.add(padded(new Document(), "rest", size - length));
        OpMsg message =
                OpMsg.builder().body(command).documents(documents).requestId(1).build(UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = ByteBufUtil.getBytes(message.bytes());
        message.release();
        return bytes;
    }

    private static int length(Document command, List<Document> documents) {
        OpMsg message = OpMsg.builder().body(command).documents(documents).build(UnpooledByteBufAllocator.DEFAULT);
        int length = message.length();
        message.release();
        return length;
    }
}
