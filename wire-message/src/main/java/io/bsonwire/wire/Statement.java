package io.bsonwire.wire;

/** What a write command is made of. */
enum Statement {
    INSERT("documents", "insert document"),
    UPDATE("updates", "update statement"),
    DELETE("deletes", "delete statement"),
    OPERATION("ops", "bulkWrite operation");

    /** The field of the command that holds them. */
    final String field;
    /** What errors call one of them. */
    final String text;

    Statement(String field, String text) {
        this.field = field;
        this.text = text;
    }

    /** Whether an {@code _id} has to be in front. */
    boolean idFirst() {
        return this == INSERT;
    }
}
