package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "mongodb://localhost, localhost, 27017, bsonwire_demo",
        "mongodb://db-1.example.com:1, db-1.example.com, 1, bsonwire_demo",
        "mongodb://127.0.0.1:65535/, 127.0.0.1, 65535, bsonwire_demo",
        "mongodb://h:27018/shop, h, 27018, shop",
        "mongodb://[::1]:27019/shop?directConnection=true, ::1, 27019, shop",
        "mongodb://h/?tls=false&appName=x&retryWrites=true, h, 27017, bsonwire_demo",
        "mongodb://h?w=1, h, 27017, bsonwire_demo",
    })
    void hostPortAndDatabase(String uri, String host, int port, String database) {
        assertThat(ServerAddress.parse(uri)).isEqualTo(new ServerAddress(host, port, database));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:27017",
                "http://localhost",
                "mongodb:localhost",
                "mongodb://",
                "mongodb://:27017",
                "mongodb:///shop",
                "mongodb://h:",
                "mongodb://h:x",
                "mongodb://h:0",
                "mongodb://h:65536",
                "mongodb://h:123456",
                "mongodb://a,b",
                "mongodb://::1",
                "mongodb://[::1",
                "mongodb://[fe80::1%25eth0]",
                "mongodb://%2Ftmp%2Fmongodb.sock",
                "mongodb://h/a.b",
                "mongodb://h/a/b",
                "mongodb://h/$x",
                "mongodb://h/0123456789012345678901234567890123456789012345678901234567890123",
                "mongodb://h/?tls=true",
                "mongodb://h/?a=b&SSL=TRUE",
                "mongodb://h/?loadBalanced=true",
                "mongodb://h/?authSource=admin",
                "mongodb+srv://cluster.example.com",
            })
    void whatCannotBeUsedIsAnError(String uri) {
        assertThatThrownBy(() -> ServerAddress.parse(uri))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("connection string: ")
                .hasMessageContaining("(expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://user:secret@h",
                "mongodb://user:secret@a,b",
                "mongodb+srv://user:secret@h",
                "mongo://user:secret@h",
                "user:secret@h"
            })
    void passwordsAreNotRepeated(String uri) {
        assertThatThrownBy(() -> ServerAddress.parse(uri))
                .isInstanceOf(CommandFailure.class)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void textIsThatOfAConnectionString() {
        assertThat(new ServerAddress("::1", 1, "x")).hasToString("[::1]:1");
        assertThat(new ServerAddress("h", 2, "x")).hasToString("h:2");
    }
}
