package io.bsonwire.benchmarks.compare;

/**
 * The name of an operation, as runners are given it.
 *
 * @param text a verb, and behind a colon what it needs to know, such as {@code insert:1000}
 */
record OperationName(String text) {
    String verb() {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    String argument() {
        return text.substring(text.indexOf(':') + 1);
    }

    int number() {
        return Integer.parseInt(argument());
    }

    /** Whether what it works on fills a small heap. */
    boolean isLarge() {
        return verb().equals("insert") && number() >= 10_000;
    }

    IllegalArgumentException unknown() {
        return new IllegalArgumentException("operation: " + text + " (expected: one that this peer has)");
    }
}
