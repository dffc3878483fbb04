package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.FieldNames;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one {@code bulkWrite} in the section {@code ops}, and behind it {@code nsInfo} with their
 * namespaces, each once, so that both are written in one go (specification: Bulk Write, Size Limits, Total Message Size).
 */
final class BulkWriteSequences implements BatchLayout {
    /** What the specification sets aside for the header and for fields that every command may have. */
    private static final int OVERHEAD = 1000;

    private static final String NS_INFO = "nsInfo";
    /** Kind, size, identifier and its NUL. */
    private static final int NS_INFO_HEADER = 1 + 4 + NS_INFO.length() + 1;

    /** The fields of the command that are no other command's, and so are not part of the overhead. */
    private static final FieldNames OWN_FIELDS =
            FieldNames.of("bulkWrite", "errorsOnly", "ordered", "bypassDocumentValidation", "comment", "let");

    private final Statement kind = Statement.OPERATION;
    private final WireLimits limits;
    private final BsonCodec codec;
    private final boolean acknowledged;
    private final Operation operation = new Operation();

    private final Map<String, Integer> namespaces = new HashMap<>();
    private final List<RawDocument> nsInfo = new ArrayList<>();
    private int nsInfoLength;
    private int opsLength;
    private int most;

    BulkWriteSequences(WireLimits limits, BsonCodec codec, boolean acknowledged) {
        this.limits = limits;
        this.codec = codec;
        this.acknowledged = acknowledged;
    }

    @Override
    public void start(OpMsgWriter writer) {
        int command = 5; // of a document without elements
        for (RawCursor field = writer.bodyView().cursor(); field.next(); ) {
            if (field.nameIndex(OWN_FIELDS) >= 0) {
                command += 1 + field.nameLength() + 1 + field.valueLength();
            }
        }
        most = limits.maxMessageSizeBytes() - OVERHEAD - command;
        writer.startSequence(kind.field);
    }

    @Override
    public boolean add(OpMsgWriter writer, @Nullable Object statement, long index, boolean first) {
        if (!(statement instanceof BulkWriteOp op)) {
            throw WireException.notAnOperation(statement, index);
        }
        Integer known = namespaces.get(op.namespace());
        RawDocument namespace = known != null ? null : RawDocument.of(codec.encode(new Document("ns", op.namespace())));
        int mark = writer.mark();
        int length = writer.append(operation.set(op, known != null ? known : nsInfo.size()), index, false);
        if (!acknowledged) {
            checkSizes(op.kind(), writer.view(mark), index);
        }

        long newNsInfoLength = nsInfoLength + (namespace == null ? 0L : namespace.length());
        long sequences = (long) opsLength + length + newNsInfoLength;
        long message = writer.length() + NS_INFO_HEADER + newNsInfoLength;
        if (sequences > most || message > limits.maxMessageSizeBytes()) {
            if (!first) {
                return false;
            }
            throw sequences > most
                    ? WireException.sequencesOfOneTooLarge(kind.text, index, length, sequences, most)
                    : WireException.messageOfOneTooLarge(
                            kind.text, index, length, message, limits.maxMessageSizeBytes());
        }
        writer.reserve(NS_INFO_HEADER + (int) newNsInfoLength);
        writer.keep(length);
        opsLength += length;
        if (namespace != null) {
            namespaces.put(op.namespace(), nsInfo.size());
            nsInfo.add(namespace);
            nsInfoLength = (int) newNsInfoLength;
        }
        return true;
    }

    /** What the server would check, and tell if it was asked for a reply. */
    private void checkSizes(BulkWriteOp.Kind does, RawDocument written, long index) {
        Object stored = switch (does) {
            case INSERT -> written.get("document");
            case UPDATE -> written.get("updateMods");
            case DELETE -> null;
        };
        if (stored instanceof RawDocument document
                && (does == BulkWriteOp.Kind.INSERT || isReplacement(document))
                && document.length() > limits.maxBsonObjectSize()) {
            throw WireException.statementTooLarge(
                    "document of " + kind.text, index, document.length(), limits.maxBsonObjectSize());
        }
        if (written.length() > limits.maxCommandSize()) {
            throw WireException.statementTooLarge(kind.text, index, written.length(), limits.maxCommandSize());
        }
    }

    private static boolean isReplacement(RawDocument updateMods) {
        RawCursor field = updateMods.cursor();
        return !field.next() || !field.name().startsWith("$");
    }

    @Override
    public void end(OpMsgWriter writer) {
        writer.endSequence();
        writer.startSequence(NS_INFO);
        nsInfo.forEach(writer::item);
        writer.endSequence();
    }

    /** An operation as the document that it is in {@code ops}; one object for all of a batch. */
    private static final class Operation implements BsonWritable {
        private @Nullable BulkWriteOp op;
        private int namespace;

        Operation set(BulkWriteOp newOp, int newNamespace) {
            op = newOp;
            namespace = newNamespace;
            return this;
        }

        @Override
        @SuppressWarnings("unchecked") // the writer refuses a name that is no String
        public void writeTo(BsonWriter writer) {
            BulkWriteOp set = Objects.requireNonNull(op);
            writer.name(set.kind().text).writeInt32(namespace);
            if (set.kind() == BulkWriteOp.Kind.INSERT) {
                writer.name("document").writeValue(set.content());
            } else if (set.content() instanceof BsonWritable writable) {
                writable.writeTo(writer);
            } else {
                writer.writeElements((Map<String, Object>) set.content());
            }
        }
    }
}
