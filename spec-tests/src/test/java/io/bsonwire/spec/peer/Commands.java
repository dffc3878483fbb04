package io.bsonwire.spec.peer;

import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.compress.Compressors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server can do. */
final class Commands {
    private final WireLimits limits;
    private final Hello hello;
    private final Cursors cursors = new Cursors();
    private final Writes writes = new Writes(this::collection, cursors);
    private final Map<String, StoredCollection> collections = new HashMap<>();

    Commands(WireLimits limits, Compressors compressors) {
        this.limits = limits;
        this.hello = new Hello(limits, compressors);
    }

    Hello hello() {
        return hello;
    }

    /** Runs a command and returns the reply, whether it has succeeded or not. */
    Document run(Request request) {
        try {
            return reply(request).append("ok", 1.0);
        } catch (ServerError e) {
            return e.toReply();
        } catch (BsonException e) { // a field that is missing or of another type, or bytes that are no document
            return ServerError.failedToParse(e).toReply();
        }
    }

    private Document reply(Request request) {
        return switch (request.name()) {
            case "hello", "isMaster", "ismaster" -> hello.reply(request);
            case "ping", "endSessions" -> new Document();
            case "buildInfo" -> new Document("version", "8.0.0").append("versionArray", List.of(8, 0, 0, 0));
            case "insert" -> writes.insert(request);
            case "update" -> writes.update(request);
            case "delete" -> writes.delete(request);
            case "bulkWrite" -> writes.bulkWrite(request);
            case "find" -> find(request);
            case "aggregate" -> aggregate(request);
            case "count" ->
                new Document("n", select(request, request.document("query")).size());
            case "getMore" -> cursors.next(request);
            case "killCursors" -> cursors.kill(request);
            case "drop" -> drop(request);
            default -> throw ServerError.commandNotFound(request.name());
        };
    }

    private StoredCollection collection(String namespace) {
        return collections.computeIfAbsent(namespace, name -> new StoredCollection(name, limits.maxBsonObjectSize()));
    }

    private Document find(Request request) {
        for (String option : List.of("sort", "projection")) {
            if (!request.document(option).isEmpty()) {
                throw ServerError.notSupported("find with " + option);
            }
        }
        List<RawDocument> found = select(request, request.document("filter"));
        return cursors.first(request, request.namespace(), found, request.body());
    }

    /** The documents that match, from {@code skip} on, up to {@code limit}. */
    private List<RawDocument> select(Request request, RawDocument filter) {
        List<RawDocument> found = collection(request.namespace()).find(new Filter(filter));
        return limit(skip(found, request.number("skip", 0)), request.number("limit", 0));
    }

    private static List<RawDocument> skip(List<RawDocument> documents, long count) {
        return documents.subList((int) Math.min(count, documents.size()), documents.size());
    }

    private static List<RawDocument> limit(List<RawDocument> documents, long count) {
        return count == 0 ? documents : documents.subList(0, (int) Math.min(count, documents.size()));
    }

    private Document drop(Request request) {
        @Nullable StoredCollection dropped = collections.remove(request.namespace());
        return dropped == null ? new Document() : new Document("ns", request.namespace());
    }

    // ---- aggregate ----

    /** As far as counting needs it. */
    private Document aggregate(Request request) {
        List<RawDocument> documents = collection(request.namespace()).find(new Filter(Documents.EMPTY));
        RawCursor stages = request.body().getArray("pipeline").cursor();
        while (stages.next()) {
            RawCursor stage = stages.getDocument().cursor();
            stage.next();
            List<RawDocument> input = documents;
            documents = switch (stage.name()) {
                case "$match" -> {
                    Filter filter = new Filter(stage.getDocument());
                    yield input.stream().filter(filter::matches).toList();
                }
                case "$skip" -> skip(input, stage.getAsInt64());
                case "$limit" -> limit(input, stage.getAsInt64());
                case "$count" -> count(input, new Document(), stage.getString());
                case "$group" -> group(input, stage.getDocument());
                default -> throw ServerError.notSupported("aggregation stage " + stage.name());
            };
        }
        return cursors.first(request, request.namespace(), documents, request.document("cursor"));
    }

    /** The way in which drivers count: all in one group, and for each the sum grows by 1. */
    private static List<RawDocument> group(List<RawDocument> documents, RawDocument spec) {
        Document group = spec.toDocument();
        Object id = group.remove("_id");
        if (group.size() != 1 || !group.containsValue(new Document("$sum", 1)) || id instanceof String) {
            throw ServerError.notSupported("$group other than to count");
        }
        return count(
                documents, new Document("_id", id), group.keySet().iterator().next());
    }

    private static List<RawDocument> count(List<RawDocument> documents, Document result, String field) {
        return documents.isEmpty() ? List.of() : List.of(Documents.raw(result.append(field, documents.size())));
    }
}
