package io.bsonwire.spec.peer;

import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.DocumentSequence;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpQuery;
import java.util.ArrayList;
import java.util.List;

/**
 * A command, whichever opcode it came by. Its documents are views, valid until the message is released.
 *
 * @param database to which it belongs
 * @param name the name of the body's first element
 * @param body the command without its sequences
 * @param sequences the documents that stand outside the body
 */
record Request(String database, String name, RawDocument body, List<DocumentSequence> sequences) {
    private static final String COMMAND_COLLECTION = ".$cmd";

    static Request of(OpMsg message) {
        RawDocument body = message.body();
        return new Request(body.getString("$db"), firstName(body), body, message.sequences());
    }

    /** Whether it is a command as they were sent before OP_MSG, not a query. */
    static boolean isCommand(OpQuery message) {
        return message.fullCollectionName().endsWith(COMMAND_COLLECTION);
    }

    static Request of(OpQuery message) {
        String name = message.fullCollectionName();
        String database = name.substring(0, name.length() - COMMAND_COLLECTION.length());
        return new Request(database, firstName(message.query()), message.query(), List.of());
    }

    private static String firstName(RawDocument body) {
        RawCursor elements = body.cursor();
        return elements.next() ? elements.name() : "";
    }

    /** Database, dot and the collection that the command's first value names. */
    String namespace() {
        return namespace(name);
    }

    String namespace(String field) {
        return database + "." + body.getString(field);
    }

    /** Documents that may stand in a sequence or, by the same name, as an array in the body. */
    Iterable<RawDocument> documents(String identifier) {
        for (DocumentSequence sequence : sequences) {
            if (sequence.identifier().equals(identifier)) {
                return sequence;
            }
        }
        List<RawDocument> documents = new ArrayList<>();
        RawCursor items = body.getArray(identifier).cursor();
        while (items.next()) {
            documents.add(items.getDocument());
        }
        return documents;
    }

    /** A document of the body, or the empty one. */
    RawDocument document(String field) {
        return body.contains(field) ? body.getDocument(field) : Documents.EMPTY;
    }

    long number(String field, long otherwise) {
        return Documents.number(body, field, otherwise);
    }

    boolean flag(String field, boolean otherwise) {
        return Documents.flag(body, field, otherwise);
    }

    boolean has(String field) {
        BsonType type = body.type(field);
        return type != null && type != BsonType.NULL;
    }
}
