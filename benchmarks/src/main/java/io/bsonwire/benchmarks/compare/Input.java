package io.bsonwire.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a runner is given: a file of bytes and, for Extended JSON, the same document as text beside it. */
record Input(Path file) {
    /** The document, or the message. */
    byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same as canonical Extended JSON. */
    String json() {
        try {
            return Files.readString(jsonFile(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the text of a document is. */
    static Path jsonFile(Path file) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.bson$", ".json"));
    }
}
