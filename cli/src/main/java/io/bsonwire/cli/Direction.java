package io.bsonwire.cli;

/** Which way bytes go through the proxy. */
enum Direction {
    TO_SERVER("->", "client"),
    TO_CLIENT("<-", "server");

    private final String arrow;
    private final String sender;

    Direction(String arrow, String sender) {
        this.arrow = arrow;
        this.sender = sender;
    }

    String arrow() {
        return arrow;
    }

    String sender() {
        return sender;
    }
}
