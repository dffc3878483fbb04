package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Documents to insert, in each library's form. They differ in their {@code _id}, which is behind their other fields, as one
 * that was added; when it is written it has to go to the front.
 */
final class InsertedDocuments {
    private final List<Document> documents = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> maps = new ArrayList<>();
    private final List<org.bson.Document> mongodb = new ArrayList<>();

    /** So many documents like the one of this name; one that has an {@code _id} gets another. */
    InsertedDocuments(String name, int count) {
        byte[] bytes = BenchmarkDocuments.bytes(name);
        for (int i = 0; i < count; i++) {
            Document document = BsonCodec.DEFAULT.decodeExactly(bytes);
            document.remove("_id");
            document.put("_id", ObjectId.generate());
            documents.add(document);
            maps.add(new LinkedHashMap<>(document));
            mongodb.add(new RawBsonDocument(BsonCodec.DEFAULT.encode(document)).decode(MongodbBson.DOCUMENTS));
        }
    }

    /** As Documents. */
    List<Document> documents() {
        return documents;
    }

    /** As Documents whose names are other Strings than those of the others, each the same in all of them. */
    @SuppressWarnings("StringOperationCanBeSimplified") // they have to be others
    List<Document> ofOtherStrings() {
        Map<String, String> others = new HashMap<>();
        List<Document> renamed = new ArrayList<>();
        for (Document document : documents) {
            Document other = new Document(document.size());
            document.forEach((name, value) -> other.put(others.computeIfAbsent(name, text -> new String(text)), value));
            renamed.add(other);
        }
        return renamed;
    }

    /** As maps. */
    List<Map<String, @Nullable Object>> maps() {
        return maps;
    }

    /** As documents of org.mongodb:bson. */
    List<org.bson.Document> mongodb() {
        return mongodb;
    }

    /** Bytes of all of them. */
    int length() {
        int length = 0;
        for (Document document : documents) {
            length += BsonCodec.DEFAULT.encode(document).length;
        }
        return length;
    }
}
