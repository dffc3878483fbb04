package io.bsonwire.spec;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.json.ExtendedJson;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The assertions that the specification of the corpus lists, for each of its cases. */
final class CorpusChecks {
    private static final int DECIMAL128 = 0x13;

    private final Cases cases;

    private CorpusChecks(Cases cases) {
        this.cases = cases;
    }

    static List<Check<BsonImplementation>> of(Corpus corpus, Set<Operation> operations) {
        CorpusChecks target = new CorpusChecks(new Cases(Check.Source.CORPUS, operations));
        corpus.valid().forEach(target::valid);
        for (Corpus.DecodeError test : corpus.decodeErrors()) {
            target.cases.malformed(test.file(), "error: " + test.name(), Corpus.bytes(test.bson()));
        }
        corpus.parseErrors().forEach(target::parseError);
        return target.cases.checks();
    }

    private void valid(Corpus.Valid test) {
        byte[] canonical = Corpus.bytes(test.bson());
        List<byte[]> encodings = new ArrayList<>(List.of(canonical));
        if (test.convertedBson() != null) {
            encodings.add(Corpus.bytes(test.convertedBson()));
        }
        List<String> json = present(test.json(), test.convertedJson());
        List<String> relaxed = test.relaxedJson() == null ? List.of() : List.of(test.relaxedJson());
        Specimen specimen = new Specimen(canonical, encodings, json, relaxed, test.json(), test.lossy());
        cases.document(test.file(), test.name(), specimen);
        if (test.degenerateBson() != null) {
            byte[] bson = Corpus.bytes(test.degenerateBson());
            cases.document(
                    test.file(),
                    test.name() + ", degenerate BSON",
                    new Specimen(bson, encodings, json, relaxed, null, false));
        }
        if (test.degenerateJson() != null) {
            cases.document(
                    test.file(),
                    test.name() + ", degenerate JSON",
                    new Specimen(canonical, encodings, json, relaxed, test.degenerateJson(), test.lossy()),
                    EnumSet.of(Operation.FROM_JSON));
        }
        if (test.relaxedJson() != null && cases.has(Operation.RELAXED_JSON)) {
            relaxedRoundTrip(test.file(), test.name() + ", relaxed JSON", test.relaxedJson());
        }
        if (test.convertedBson() != null && test.convertedJson() != null) {
            byte[] bson = Corpus.bytes(test.convertedBson());
            List<String> text = List.of(test.convertedJson());
            cases.document(
                    test.file(),
                    test.name() + ", converted",
                    new Specimen(bson, List.of(bson), text, List.of(), test.convertedJson(), test.lossy()));
        }
    }

    /** Relaxed text loses types, so it is compared with what its document is written as. */
    private void relaxedRoundTrip(String file, String name, String text) {
        cases.add(file, name, Operation.FROM_JSON, () -> "  text:  " + text, implementation -> {
            byte[] bson = implementation.fromJson(text);
            Operation.assertJson(List.of(text), implementation.toRelaxedJson(bson));
        });
    }

    private void parseError(Corpus.ParseError test) {
        String text = test.bsonType() == DECIMAL128
                ? ExtendedJson.canonical().toJson(new Document("a", new Document("$numberDecimal", test.text())))
                : test.text();
        PlainJson.parseObject(text); // is JSON at least
        cases.add(
                test.file(),
                "parse error: " + test.name(),
                Operation.FROM_JSON,
                () -> "  text:  " + text,
                implementation -> Operation.assertRefused(implementation, () -> implementation.fromJson(text)));
    }

    private static List<String> present(String always, @Nullable String maybe) {
        return maybe == null ? List.of(always) : List.of(always, maybe);
    }
}
