package io.bsonwire.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cases of the "BSON Corpus" of the MongoDB specifications. Its files are not part of this project: the system
 * property {@code bson.corpus.dir} or else the environment variable {@code BSON_CORPUS_DIR} names the folder that they
 * are in.
 *
 * @param valid documents, each in its forms that have to become one another
 * @param decodeErrors bytes that are no document
 * @param parseErrors texts that cannot be read
 */
public record Corpus(List<Valid> valid, List<DecodeError> decodeErrors, List<ParseError> parseErrors) {
    private static final String PROPERTY = "bson.corpus.dir";
    private static final String VARIABLE = "BSON_CORPUS_DIR";

    /** Where the official files are, for whoever does not have them. */
    public static final String HOW_TO_GET = "The official corpus was not found: none of its cases ran. It is the folder"
            + " source/bson-corpus/tests of the repository github.com/mongodb/specifications; set " + VARIABLE
            + " (environment) or " + PROPERTY + " (system property) to where you have it.";

    /**
     * One document in several forms. BSON is in hexadecimal.
     *
     * @param file has the case in it
     * @param name its description
     * @param bson what an encoder writes
     * @param json its canonical Extended JSON
     * @param relaxedJson its relaxed Extended JSON
     * @param degenerateBson other bytes that decode to the same
     * @param degenerateJson other text that parses to the same
     * @param convertedBson the same with current types in the place of deprecated ones
     * @param convertedJson the canonical Extended JSON of that
     * @param lossy whether Extended JSON cannot express all of it
     */
    public record Valid(
            String file,
            String name,
            String bson,
            String json,
            @Nullable String relaxedJson,
            @Nullable String degenerateBson,
            @Nullable String degenerateJson,
            @Nullable String convertedBson,
            @Nullable String convertedJson,
            boolean lossy) {}

    /**
     * Bytes that are no document.
     *
     * @param file has the case in it
     * @param name its description
     * @param bson the bytes, in hexadecimal
     */
    public record DecodeError(String file, String name, String bson) {}

    /**
     * A text that cannot be read.
     *
     * @param file has the case in it
     * @param name its description
     * @param bsonType the type byte of the type that it fails to express; 0 for a whole document
     * @param text Extended JSON, or a decimal128 where that is the type
     */
    public record ParseError(String file, String name, int bsonType, String text) {}

    /**
     * Where the corpus is said to be.
     *
     * @return the folder that property or variable names; it need not exist
     */
    public static Optional<Path> folder() {
        String property = System.getProperty(PROPERTY);
        return Optional.ofNullable(property == null ? System.getenv(VARIABLE) : property)
                .map(Path::of);
    }

    /**
     * Reads all files of a folder.
     *
     * @param folder holds the files, named *.json
     * @return their cases in the order of the files' names
     * @throws IOException if a file cannot be read or is not JSON
     */
    public static Corpus load(Path folder) throws IOException {
        Corpus corpus = new Corpus(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
        for (Path file : files) {
            try {
                corpus.add(file.getFileName().toString(), PlainJson.parseObject(Files.readString(file)));
            } catch (UncheckedIOException | ClassCastException | NullPointerException e) {
                throw new IOException("not a corpus file: " + file, e);
            }
        }
        return corpus;
    }

    private void add(String file, Map<String, @Nullable Object> content) {
        int type = Integer.decode(required(content, "bson_type"));
        for (Map<String, @Nullable Object> entry : PlainJson.objects(content.get("valid"))) {
            valid.add(new Valid(
                    file,
                    String.valueOf(entry.get("description")),
                    required(entry, "canonical_bson"),
                    required(entry, "canonical_extjson"),
                    (String) entry.get("relaxed_extjson"),
                    (String) entry.get("degenerate_bson"),
                    (String) entry.get("degenerate_extjson"),
                    (String) entry.get("converted_bson"),
                    (String) entry.get("converted_extjson"),
                    Boolean.TRUE.equals(entry.get("lossy"))));
        }
        for (Map<String, @Nullable Object> entry : PlainJson.objects(content.get("decodeErrors"))) {
            decodeErrors.add(new DecodeError(file, String.valueOf(entry.get("description")), required(entry, "bson")));
        }
        for (Map<String, @Nullable Object> entry : PlainJson.objects(content.get("parseErrors"))) {
            parseErrors.add(
                    new ParseError(file, String.valueOf(entry.get("description")), type, required(entry, "string")));
        }
    }

    private static String required(Map<String, @Nullable Object> entry, String key) {
        return (String) Objects.requireNonNull(entry.get(key), key);
    }

    /**
     * The bytes of a hexadecimal text in either case.
     *
     * @param hex two digits a byte
     * @return the bytes
     */
    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT));
    }
}
