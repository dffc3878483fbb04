package io.bsonwire.cli;

import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.wire.CommandReply;
import io.bsonwire.wire.DocumentSequence;
import io.bsonwire.wire.OpDelete;
import io.bsonwire.wire.OpGetMore;
import io.bsonwire.wire.OpInsert;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.OpReply;
import io.bsonwire.wire.OpUpdate;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireMessage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a message is about, in a few words. It looks at a few fields only, and says so where these are malformed.
 */
final class MessageSummary {
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_ERROR = 200;

    private MessageSummary() {}

    // ---- requests ----

    /** The name of the command that the message is, or of its opcode. */
    static String command(WireMessage message) {
        try {
            return name(message);
        } catch (BsonException e) {
            return "(malformed)";
        }
    }

    private static String name(WireMessage message) {
        RawDocument command = commandDocument(message);
        if (command == null) {
            return "OP_" + message.opCode();
        }
        RawCursor elements = command.cursor();
        return elements.next() ? printable(elements.name(), LONGEST_NAME) : "(empty)";
    }

    /** The command that the message is; null if it is none. */
    private static @Nullable RawDocument commandDocument(WireMessage message) {
        if (message instanceof OpMsg msg) {
            return msg.body();
        }
        if (message instanceof OpQuery query && query.fullCollectionName().endsWith(".$cmd")) {
            RawCursor elements = query.query().cursor();
            boolean wrapped = elements.next() && elements.nameEquals("$query") && elements.type() == BsonType.DOCUMENT;
            return wrapped ? elements.getDocument() : query.query();
        }
        return null;
    }

    /** Whether this reply is going to be followed by another one without a request. */
    static boolean goesOn(WireMessage reply, boolean legacyExhaust) {
        return reply instanceof OpMsg msg
                ? msg.moreToCome()
                : legacyExhaust && reply instanceof OpReply opReply && opReply.cursorId() != 0;
    }

    /** Whether this asks for all replies at once, as was done before OP_MSG. */
    static boolean isLegacyExhaust(WireMessage request) {
        return request instanceof OpQuery query && (query.flags() & OpQuery.EXHAUST) != 0;
    }

    /** A request in words. */
    static String request(WireMessage message) {
        StringBuilder text = new StringBuilder();
        try {
            request(text, message);
        } catch (BsonException e) {
            malformed(text, e);
        }
        return text.toString();
    }

    private static void malformed(StringBuilder text, RuntimeException problem) {
        text.append(text.isEmpty() ? "" : ", ").append("malformed: ").append(problem.getMessage());
    }

    private static void request(StringBuilder text, WireMessage message) {
        text.append(name(message));
        RawDocument command = commandDocument(message);
        if (command != null) {
            namespace(text, message, command);
            if (message instanceof OpQuery) {
                text.append(" (OP_QUERY)");
            }
        }
        if (message instanceof OpMsg msg) {
            for (DocumentSequence sequence : msg.sequences()) {
                text.append(", ").append(printable(sequence.identifier(), LONGEST_NAME));
                text.append(' ').append(sequence.count());
            }
            text.append(msg.moreToCome() ? ", w:0" : "").append(msg.exhaustAllowed() ? ", exhaust allowed" : "");
        } else if (command == null) {
            legacy(text, message);
        }
    }

    private static void namespace(StringBuilder text, WireMessage message, RawDocument command) {
        String database = string(command, "$db");
        if (database == null && message instanceof OpQuery query) {
            String name = query.fullCollectionName();
            database = name.substring(0, name.indexOf('.'));
        }
        if (database == null) {
            return;
        }
        text.append(' ').append(printable(database, LONGEST_NAME));
        RawCursor elements = command.cursor();
        String collection = elements.next() && elements.type() == BsonType.STRING ? elements.getString() : null;
        if (collection == null) {
            collection = string(command, "collection"); // of a getMore
        }
        if (collection != null) {
            text.append('.').append(printable(collection, LONGEST_NAME));
        }
    }

    private static void legacy(StringBuilder text, WireMessage message) {
        String name = null;
        if (message instanceof OpQuery query) {
            name = query.fullCollectionName();
        } else if (message instanceof OpGetMore getMore) {
            name = getMore.fullCollectionName();
        } else if (message instanceof OpInsert insert) {
            name = insert.fullCollectionName();
        } else if (message instanceof OpUpdate update) {
            name = update.fullCollectionName();
        } else if (message instanceof OpDelete delete) {
            name = delete.fullCollectionName();
        }
        if (name != null) {
            text.append(' ').append(printable(name, LONGEST_NAME));
        }
        if (message instanceof OpInsert insert) {
            text.append(", documents ").append(insert.documents().count());
        }
    }

    // ---- replies ----

    /** A reply in words. */
    static String reply(WireMessage message) {
        StringBuilder text = new StringBuilder();
        try {
            reply(text, message);
        } catch (BsonException | WireException e) {
            malformed(text, e);
        }
        return text.toString();
    }

    private static void reply(StringBuilder text, WireMessage message) {
        if (message instanceof OpMsg msg) {
            reply(text, CommandReply.of(msg));
            text.append(msg.moreToCome() ? ", more to come" : "");
        } else if (message instanceof OpReply reply) {
            if (reply.documents().count() == 1
                    && reply.documents().iterator().next().contains("ok")) {
                reply(text, CommandReply.of(reply));
            } else {
                text.append("documents ").append(reply.documents().count());
            }
            if (reply.cursorId() != 0) {
                text.append(", cursor ").append(reply.cursorId());
            }
        } else {
            text.append("OP_").append(message.opCode());
        }
    }

    private static void reply(StringBuilder text, CommandReply reply) {
        RawDocument body = reply.body();
        text.append(reply.isOk() ? "ok" : "error");
        if (reply.code() != 0) {
            text.append(" ").append(reply.code());
        }
        for (String words : new @Nullable String[] {reply.codeName(), reply.errmsg()}) {
            if (words != null) {
                text.append(", ").append(printable(words, LONGEST_ERROR));
            }
        }
        reply.n().ifPresent(n -> text.append(", n ").append(n));
        reply.nModified().ifPresent(n -> text.append(", nModified ").append(n));
        if (body.type("writeErrors") == BsonType.ARRAY) {
            text.append(", writeErrors ").append(body.getArray("writeErrors").size());
        }
        if (body.type("cursor") == BsonType.DOCUMENT) {
            cursor(text, body.getDocument("cursor"));
        }
    }

    private static void cursor(StringBuilder text, RawDocument cursor) {
        for (RawCursor elements = cursor.cursor(); elements.next(); ) {
            boolean batch = elements.nameEquals("firstBatch") || elements.nameEquals("nextBatch");
            if (batch && elements.type() == BsonType.ARRAY) {
                text.append(", documents ").append(elements.getArray().size());
            } else if (elements.nameEquals("id") && elements.value() instanceof Long id && id != 0) {
                text.append(", cursor ").append(id);
            }
        }
    }

    // ---- text ----

    private static @Nullable String string(RawDocument document, String name) {
        return document.type(name) == BsonType.STRING ? document.getString(name) : null;
    }

    /** Text that others sent, on one line and without what a terminal would obey. */
    static String printable(String text, int longest) {
        StringBuilder result = new StringBuilder();
        int end = Math.min(text.length(), longest);
        for (int i = 0; i < end; i++) {
            char next = text.charAt(i);
            if (Character.isISOControl(next) || Character.getType(next) == Character.FORMAT) {
                result.append(String.format(Locale.ROOT, "\\u%04x", (int) next));
            } else {
                result.append(next);
            }
        }
        return result.append(end < text.length() ? "..." : "").toString();
    }
}
