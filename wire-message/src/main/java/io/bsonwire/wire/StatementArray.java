package io.bsonwire.wire;

import org.jspecify.annotations.Nullable;

/** Statements in an array inside the body, which is one document then, as encryption takes it. */
final class StatementArray implements BatchLayout {
    private final Statement kind;
    private final WireLimits limits;
    private final int splitSize;
    private final int largest;

    StatementArray(Statement kind, WireLimits limits, int splitSize, boolean acknowledged) {
        this.kind = kind;
        this.limits = limits;
        this.splitSize = splitSize;
        // Command and array end with a NUL each. Without a reply nobody else would say that a statement is too large.
        largest = acknowledged ? limits.maxCommandSize() - 2 : limits.maxBsonObjectSize();
    }

    @Override
    public void start(OpMsgWriter writer) {
        writer.startArray(kind.field);
    }

    @Override
    public boolean add(OpMsgWriter writer, @Nullable Object statement, long index, boolean first) {
        int length = writer.append(statement, index, kind.idFirst());
        if (length > largest) {
            throw WireException.statementTooLarge(kind.text, index, length, largest);
        }
        if (first && writer.length() > limits.maxMessageSizeBytes()) {
            throw WireException.messageOfOneTooLarge(
                    kind.text, index, length, writer.length(), limits.maxMessageSizeBytes());
        }
        if (!first && (writer.bodyLength() > splitSize || writer.length() > limits.maxMessageSizeBytes())) {
            return false;
        }
        writer.keep(length);
        return true;
    }

    @Override
    public void end(OpMsgWriter writer) {
        writer.endArray();
    }
}
