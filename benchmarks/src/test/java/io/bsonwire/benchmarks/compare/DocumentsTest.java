package io.bsonwire.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.wire.OpMsg;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "simple, 57",
        "complex, 804",
        "size-1024, 1024",
        "size-65536, 65536",
        "fields-32, 453",
        "message-16kb, 16384",
        "message-1mb, 1048576"
    })
    void sizesAreThoseOfTheName(String name, int size) throws IOException {
        assertThat(Files.size(new Documents(folder, null).file(name))).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full", "small_doc", "tweet"})
    void whatTheFolderDoesNotHaveIsGeneratedAndNamed(String name) throws IOException {
        Documents documents = new Documents(folder, null);
        byte[] bytes = Files.readAllBytes(documents.file(name));
        assertThat(BsonCodec.DEFAULT.validate(Unpooled.wrappedBuffer(bytes))).isEqualTo(bytes.length);
        assertThat(documents.generated()).containsExactly(name);
    }

    @Test
    void whatTheFolderHasIsTakenFromIt() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("flat_bson.json"), "{\"a\": {\"$numberLong\": \"1\"}}");
        Files.writeString(source.resolve("tweet.json"), "{\"b\": 2}");
        Documents documents = new Documents(folder, source);
        assertThat(documents.file("flat")).hasBinaryContent(bytes("{\"a\": {\"$numberLong\": \"1\"}}"));
        assertThat(folder.resolve("flat.json")).hasContent("{\"a\":{\"$numberLong\":\"1\"}}");
        assertThat(documents.file("tweet")).hasBinaryContent(bytes("{\"b\": 2}"));
        assertThat(documents.generated()).isEmpty();
    }

    private static byte[] bytes(String json) {
        return BsonCodec.DEFAULT.encode(ExtendedJson.canonical().parse(json));
    }

    @Test
    void aMessageIsAnOpMsg() throws IOException {
        OpMsg message = OpMsg.decode(
                Unpooled.wrappedBuffer(Files.readAllBytes(new Documents(folder, null).file("message-16kb"))));
        message.validate();
        assertThat(message.sequence("documents").count()).isGreaterThan(50);
        message.release();
    }

    @Test
    void depthIsTheNumberOfLevels() throws IOException {
        String json = BsonCodec.DEFAULT
                .decodeExactly(Files.readAllBytes(new Documents(folder, null).file("depth-200")))
                .toJson();
        assertThat(json.chars().filter(c -> c == '{').count()).isEqualTo(200);
    }
}
