package io.bsonwire.wire;

import org.jspecify.annotations.Nullable;

/** Statements in a section of kind 1, up to the largest message. */
final class StatementSequence implements BatchLayout {
    private final Statement kind;
    private final WireLimits limits;
    private final boolean acknowledged;

    StatementSequence(Statement kind, WireLimits limits, boolean acknowledged) {
        this.kind = kind;
        this.limits = limits;
        this.acknowledged = acknowledged;
    }

    @Override
    public void start(OpMsgWriter writer) {
        writer.startSequence(kind.field);
    }

    @Override
    public boolean add(OpMsgWriter writer, @Nullable Object statement, long index, boolean first) {
        int length = writer.append(statement, index, kind.idFirst());
        // Nobody else would say it of a write without a reply. With one the server does, and goes on behind it.
        if (!acknowledged && length > limits.maxBsonObjectSize()) {
            throw WireException.statementTooLarge(kind.text, index, length, limits.maxBsonObjectSize());
        }
        if (writer.length() > limits.maxMessageSizeBytes()) {
            if (first) {
                throw WireException.messageOfOneTooLarge(
                        kind.text, index, length, writer.length(), limits.maxMessageSizeBytes());
            }
            return false;
        }
        writer.keep(length);
        return true;
    }

    @Override
    public void end(OpMsgWriter writer) {
        writer.endSequence();
    }
}
