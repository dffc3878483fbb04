package io.bsonwire.wire;

import org.jspecify.annotations.Nullable;

/** Statements in an array inside the body, which is one document then, as encryption takes it. */
final class StatementArray implements BatchLayout {
    private final Statement kind;
    private final WireLimits limits;
    private final int splitSize;

    StatementArray(Statement kind, WireLimits limits, int splitSize) {
        this.kind = kind;
        this.limits = limits;
        this.splitSize = splitSize;
    }

    @Override
    public void start(OpMsgWriter writer) {
        writer.startArray(kind.field);
    }

    @Override
    public boolean add(OpMsgWriter writer, @Nullable Object statement, long index, boolean first) {
        int length = writer.append(statement, index, kind.idFirst());
        int most = limits.maxCommandSize() - 2; // command and array end with a NUL each
        if (length > most) {
            throw WireException.statementTooLarge(kind.text, index, length, most);
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
