package io.bsonwire.spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are a document, or are none for one reason. The kit has a few hundred of its own, which do not depend on the
 * official corpus being there: every type at its borders, every kind of fault at every type that can have it, and UTF-8.
 *
 * <p>The files {@code vectors/*.txt} beside this class describe their format in their first lines.
 *
 * @param name what the bytes are, unique among all vectors
 * @param bson the bytes
 * @param json canonical Extended JSON of a document; null if it cannot express it, and for what is no document
 * @param canonical what an encoder writes for a document; the bytes themselves in most cases
 * @param fault what is wrong with the bytes; null for a document
 * @param offset index of the byte at which the fault is seen; 0 for a document
 * @param path the element that has the fault, as names and {@code [indexes]}; empty for the document itself
 * @param reason why
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are what a vector is for; nobody compares vectors
public record Vector(
        String name,
        byte[] bson,
        @Nullable String json,
        byte[] canonical,
        @Nullable Fault fault,
        int offset,
        String path,
        String reason) {
    private static final List<String> FILES = List.of("types.txt", "faults.txt", "utf8.txt");

    /** What can be wrong with bytes. */
    public enum Fault {
        /** There are fewer bytes than the smallest document has. */
        HEADER,
        /** The length of the document is below the smallest, above the limit, or above what is there. */
        DOCUMENT_LENGTH,
        /** Bytes follow the document where none may. */
        TRAILING_BYTES,
        /** A byte that should be 0 is not. */
        TERMINATOR,
        /** A document ends before its last byte. */
        EARLY_END,
        /** No type has this byte. */
        TYPE,
        /** A length field of a value is below the type's minimum or above what is there. */
        VALUE_LENGTH,
        /** The document ends where a value should go on. */
        VALUE_CUT_SHORT,
        /** The length of code with scope is not the sum of its parts. */
        SCOPE_LENGTH,
        /** The two lengths of binary of subtype 2 do not fit each other. */
        INNER_LENGTH,
        /** A name or a part of a regular expression has no NUL at its end. */
        UNTERMINATED_TEXT,
        /** A boolean is neither 0 nor 1. */
        BOOLEAN_BYTE,
        /** Text is not well-formed UTF-8. */
        UTF_8,
        /** Containers are nested beyond the limit. */
        DEPTH;

        /** The name that the files use: lower case, {@code utf-8} with its hyphen. */
        String label() {
            return this == UTF_8 ? "utf-8" : name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        static Fault ofLabel(String label) {
            for (Fault fault : values()) {
                if (fault.label().equals(label)) {
                    return fault;
                }
            }
            throw new IllegalArgumentException("fault: \"" + label + "\" (expected: one of Vector.Fault)");
        }
    }

    /**
     * Reads all vectors.
     *
     * @return the vectors, in the order of their files
     */
    public static List<Vector> all() {
        List<Vector> all = new ArrayList<>();
        for (String file : FILES) {
            try (InputStream bytes = Vector.class.getResourceAsStream("vectors/" + file)) {
                if (bytes == null) {
                    throw new IllegalStateException("vectors/" + file + ": absent (expected: beside the class)");
                }
                read(new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8)), all);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static void read(BufferedReader lines, List<Vector> target) throws IOException {
        Map<String, String> block = new LinkedHashMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                add(block, target);
            } else if (!line.startsWith("#")) {
                int colon = line.indexOf(':');
                String key = line.substring(0, colon);
                if (block.put(key, line.substring(colon + 1).strip()) != null) {
                    throw new IllegalStateException("vector " + block.get("name") + ": two lines of " + key);
                }
            }
        }
        add(block, target);
    }

    private static void add(Map<String, String> block, List<Vector> target) {
        if (!block.isEmpty()) {
            target.add(of(block));
            block.clear();
        }
    }

    private static Vector of(Map<String, String> block) {
        String name = required(block, "name");
        byte[] bson = HexFormat.of().parseHex(required(block, "bson"));
        String canonical = block.get("canonical");
        String fault = block.get("fault");
        return new Vector(
                name,
                bson,
                block.get("json"),
                canonical == null ? bson : HexFormat.of().parseHex(canonical),
                fault == null ? null : Fault.ofLabel(fault),
                fault == null ? 0 : Integer.parseInt(required(block, "offset")),
                block.getOrDefault("path", ""),
                required(block, "reason"));
    }

    private static String required(Map<String, String> block, String key) {
        String value = block.get(key);
        if (value == null) {
            throw new IllegalStateException("vector " + block.get("name") + ": no " + key);
        }
        return value;
    }

    @Override
    public String toString() {
        return name;
    }
}
