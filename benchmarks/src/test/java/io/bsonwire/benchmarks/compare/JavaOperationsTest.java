package io.bsonwire.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured in Java does what it says; each operation also checks that itself before it is measured. */
class JavaOperationsTest {
    @TempDir
    static Path folder;

    private static Documents documents;

    private final Buffers buffers = new Buffers();

    @BeforeAll
    static void setUp() {
        documents = new Documents(folder, null);
    }

    @AfterEach
    void release() {
        buffers.close();
    }

    static Stream<Row> rows() {
        // All but what only repeats the others with more bytes.
        return Stream.concat(
                        Catalogue.rows(false).stream(),
                        Stream.of(new Row(Table.WIRE, "insert:3", "fields-32", Peer.MONGODB_DOCUMENT, Peer.BSONWIRE)))
                .filter(row ->
                        !row.document().equals("large_doc") && !row.document().endsWith("mb"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void allPeersInJavaGiveTheSameNumber(Row row) throws IOException {
        Input input = new Input(documents.file(row.document()));
        List<Peer> peers = row.peers().stream()
                .filter(peer -> peer.language() == Peer.Language.JAVA)
                .toList();
        assertThat(peers).contains(Peer.BSONWIRE);
        OperationName name = new OperationName(row.operation());
        long expected = JavaRunner.operation(peers.get(0), name, input, buffers).run();
        for (Peer peer : peers) {
            Operation operation = JavaRunner.operation(peer, name, input, buffers);
            assertThat(operation.run()).as(peer.id()).isEqualTo(expected);
            assertThat(operation.run()).as(peer.id() + " again").isEqualTo(expected);
        }
    }

    /** 2 + 1 for the string's type and name and 3 for its text, and so on. */
    @Test
    void iterationAddsUpTypesNamesAndValues() throws IOException {
        Document document = new Document("a", "abc")
                .append("bb", 7)
                .append("c", List.of(true, Binary.of(new byte[5])))
                .append("d", new Document("e", null));
        long expected = (2 + 1 + 3) + (16 + 2 + 7) + (4 + 1 + (8 + 1) + (5 + 5)) + (3 + 1 + (10 + 1));
        Input input = input("iterate", BsonCodec.DEFAULT.encode(document));
        for (Peer peer : List.of(Peer.BSONWIRE, Peer.BSONWIRE_READER, Peer.MONGODB_RAW)) {
            assertThat(JavaRunner.operation(peer, new OperationName("iterate"), input, buffers)
                            .run())
                    .as(peer.id())
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"encode", "decode", "append", "validate"})
    void whatIsNoDocumentIsNotMeasured(String operation) throws IOException {
        byte[] bytes = BsonCodec.DEFAULT.encode(new Document("a", "text"));
        bytes[12] = (byte) 0xFF;
        Input input = input("broken", bytes);
        assertThatThrownBy(() -> JavaRunner.operation(Peer.BSONWIRE, new OperationName(operation), input, buffers)
                        .run())
                .hasMessageContaining("UTF-8");
    }

    @Test
    void anUnknownOperationIsNamed() throws IOException {
        Input input = new Input(documents.file("simple"));
        assertThatThrownBy(() -> JavaRunner.operation(Peer.BSONWIRE, new OperationName("fly:7"), input, buffers))
                .hasMessageContaining("fly:7");
    }

    @Test
    void theVersionOfThePeerIsThatOfItsArchive() {
        String archive = org.bson.Document.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        assertThat(archive).endsWith("bson-" + Peer.MONGODB_VERSION + ".jar");
    }

    private static Input input(String name, byte[] bytes) throws IOException {
        return new Input(Files.write(folder.resolve(name + ".bson"), bytes));
    }
}
