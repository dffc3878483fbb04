package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Both ends of {@code spec-tests/agreement/run}: documents for other languages, and what those have made of them. */
class AgreementIT {
    private static final Path FOLDER = Path.of(System.getProperty("agreement.folder", "target/agreement"));
    private static final int DOCUMENTS = Integer.getInteger("agreement.documents", 1000);
    private static final long SEED = Long.getLong("agreement.seed", 1);

    private static final BsonCodec CODEC = BsonCodec.DEFAULT;
    private static final ExtendedJson JSON = ExtendedJson.canonical();

    /** Documents one after another in a file, the same ones for the same seed. */
    @Test
    void write() throws IOException {
        Files.createDirectories(FOLDER);
        try (OutputStream target = new BufferedOutputStream(Files.newOutputStream(file()))) {
            JqwikSession.run(() -> {
                RandomGenerator<Document> documents =
                        BsonArbitraries.documents().generator(1000);
                Random random = new Random(SEED);
                for (int i = 0; i < DOCUMENTS; i++) {
                    target.write(CODEC.encode(documents.next(random).value()));
                }
            });
        }
        assertThat(file()).isNotEmptyFile();
    }

    private static Path file() {
        return FOLDER.resolve("documents.bson");
    }

    /** Counts and prints the differences of each language, and writes them to report.md. */
    @Test
    void compare() throws IOException {
        StringBuilder report = new StringBuilder("# %,d documents, seed %d\n".formatted(DOCUMENTS, SEED));
        try (Stream<Path> outputs = Files.list(FOLDER)) {
            for (Path output : outputs.filter(path -> path.toString().endsWith(".out"))
                    .sorted()
                    .toList()) {
                String name = output.getFileName().toString();
                compare(name.substring(0, name.length() - ".out".length()), output, report);
            }
        }
        Files.writeString(FOLDER.resolve("report.md"), report);
        System.out.println(report);
    }

    private static void compare(String language, Path output, StringBuilder report) throws IOException {
        Map<String, Kind> kinds = new TreeMap<>();
        int count = 0;
        int differing = 0;
        try (InputStream bytes = Files.newInputStream(file());
                var documents = CODEC.open(bytes);
                BufferedReader lines = Files.newBufferedReader(output)) {
            for (; documents.next(); count++) {
                String[] line = lines.readLine().split("\t", -1);
                RawDocument document = documents.raw();
                boolean same = true;
                if (line[0].startsWith("!") && line[0].equals(line[1])) {
                    kinds.computeIfAbsent("not decoded: " + normal(line[0]), Kind::new)
                            .add(count, line[0]);
                    same = false;
                } else {
                    String bytesDiffer = ofBytes(document, line[0]);
                    String textsDiffer = ofTexts(document, line[1]);
                    for (String difference : new String[] {bytesDiffer, textsDiffer}) {
                        if (difference != null) {
                            int example = difference.indexOf('\t');
                            kinds.computeIfAbsent(difference.substring(0, example), Kind::new)
                                    .add(count, difference.substring(example + 1));
                            same = false;
                        }
                    }
                }
                differing += same ? 0 : 1;
            }
        }
        assertThat(count).isEqualTo(DOCUMENTS);
        report.append("\n## %s: %,d of %,d documents alike\n\n".formatted(language, count - differing, count))
                .append("| difference | documents | first | there |\n|---|---|---|---|\n");
        kinds.values().stream()
                .sorted(Comparator.comparingInt((Kind kind) -> kind.count).reversed())
                .forEach(kind -> report.append("| %s | %,d | %d | %s |\n"
                        .formatted(kind.what, kind.count, kind.first, kind.example.replace("|", "\\|"))));
    }

    /** What a language does otherwise, how often, and where first. */
    private static final class Kind {
        private final String what;
        private int count;
        private int first;
        private String example = "";

        Kind(String what) {
            this.what = what;
        }

        void add(int document, String there) {
            if (count++ == 0) {
                first = document;
                String text = there.replaceAll("[^\\x20-\\x7E]", "?");
                example = text.length() > 100 ? text.substring(0, 100) + "..." : text;
            }
        }
    }

    /** What differs in bytes that have been decoded and encoded, a tab, and the place; null if nothing does. */
    private static @Nullable String ofBytes(RawDocument document, String theirs) {
        if (theirs.startsWith("!")) {
            return "not encoded again: " + normal(theirs) + "\t" + theirs;
        }
        byte[] bytes = HexFormat.of().parseHex(theirs);
        if (RawDocument.of(bytes).equals(document)) {
            return null;
        }
        try {
            String difference = difference(document.toDocument(), CODEC.decodeExactly(bytes), "");
            return "bytes: " + (difference == null ? "other bits of equal values\t" : difference);
        } catch (BsonException e) {
            return "bytes: malformed\t" + e.getMessage();
        }
    }

    /** What differs in canonical Extended JSON, a tab, and the place; null if nothing does. */
    private static @Nullable String ofTexts(RawDocument document, String theirs) {
        if (theirs.startsWith("!")) {
            return "no Extended JSON: " + normal(theirs) + "\t" + theirs;
        }
        String ours = JSON.toJson(document);
        try {
            if (PlainJson.same(ours, theirs)) {
                return null;
            }
            String difference = difference(JSON.parse(ours), JSON.parse(theirs), "");
            return "Extended JSON: " + (difference == null ? "same values in another form\t" + theirs : difference);
        } catch (BsonException e) {
            return "Extended JSON: not read back, " + normal(e.problem()) + "\t" + theirs;
        } catch (UncheckedIOException e) {
            return "no JSON\t" + e.getCause().getMessage();
        }
    }

    /** An error's text without what is of the one document. */
    private static String normal(String error) {
        return error.replaceAll("[\"'`].*?[\"'`]", "...")
                .replaceAll("[^\\x20-\\x7E]+", "...")
                .replaceAll(" (at|path|for) .*", "")
                .replaceAll("-?[0-9][0-9a-fA-F.+-]*", "N");
    }

    private static @Nullable String difference(@Nullable Object ours, @Nullable Object theirs, String path) {
        if (ours instanceof Document one && theirs instanceof Document other) {
            return difference(one, other, path);
        } else if (ours instanceof List<?> one && theirs instanceof List<?> other) {
            if (one.size() != other.size()) {
                return "number of elements\t" + path;
            }
            for (int i = 0; i < one.size(); i++) {
                String difference = difference(one.get(i), other.get(i), path + "[" + i + "]");
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        } else if (ours instanceof CodeWithScope one && theirs instanceof CodeWithScope other) {
            return one.code().equals(other.code())
                    ? difference(one.scope(), other.scope(), path + ".scope")
                    : "text of code\t" + path;
        } else if (ours instanceof Double one && theirs instanceof Double other) {
            boolean same = Double.doubleToRawLongBits(one) == Double.doubleToRawLongBits(other);
            return same
                    ? null
                    : (one.isNaN() && other.isNaN() ? "payload of NaN\t" : "value of Double\t") + path + ": " + other;
        } else if (ours == null ? theirs == null : ours.equals(theirs)) {
            return null;
        }
        String one = nameOf(ours);
        String other = nameOf(theirs);
        return (one.equals(other) ? "value of " + one : one + " becomes " + other) + "\t" + path + ": " + theirs
                + " in place of " + ours;
    }

    private static @Nullable String difference(Document ours, Document theirs, String path) {
        List<String> names = new ArrayList<>(ours.keySet());
        List<String> otherNames = new ArrayList<>(theirs.keySet());
        for (String name : names) {
            if (theirs.containsKey(name)) {
                String difference = difference(ours.get(name), theirs.get(name), path + "." + name);
                if (difference != null) {
                    return difference;
                }
            }
        }
        if (names.equals(otherNames)) {
            return null;
        }
        return (ours.keySet().equals(theirs.keySet()) ? "order of names\t" : "names\t") + path + ": " + otherNames;
    }

    private static String nameOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getSimpleName();
    }
}
