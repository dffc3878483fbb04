package io.bsonwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in the README compile, run, and print what their comments say. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");

    @TempDir
    Path folder;

    @Test
    void encodeExamplePrintsWhatItSays() throws Exception {
        assertThat(compileAndRun("EncodeExample")).isEqualTo("Ada 2\ntrue\n");
    }

    @Test
    void lazyExamplePrintsWhatItSays() throws Exception {
        assertThat(compileAndRun("LazyExample")).isEqualTo("text\n3\n");
    }

    @Test
    void cursorExamplePrintsWhatItSays() throws Exception {
        assertThat(compileAndRun("CursorExample")).isEqualTo("Ada\nGrace\n0 40\n");
    }

    @Test
    void compressionExamplePrintsWhatItSays() throws Exception {
        assertThat(compileAndRun("CompressionExample")).isEqualTo("zlib true\ntrue\n");
    }

    @Test
    void opMsgExampleInsertsIntoAServer() throws Exception {
        MongoServer server = new MongoServer(new MemoryBackend());
        try {
            int port = server.bind().getPort();
            assertThat(compileAndRun("OpMsgExample", Integer.toString(port)))
                    .contains("\"n\"")
                    .contains("2")
                    .contains("\"ok\"");
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void batchExamplePrintsWhatItSays() throws Exception {
        assertThat(compileAndRun("BatchExample")).isEqualTo("0 100000\n100000 100000\n200000 50000\n");
    }

    @Test
    void theExampleOfWirePrintsWhatItSays() throws IOException {
        Matcher example = Pattern.compile("\\$ echo '([0-9a-f ]+)' \\| \\./bsonwire wire --hex -\n(.*\n)")
                .matcher(Files.readString(README));
        assertThat(example.find()).isTrue();
        assertThat(Ran.bsonwire(Bytes.utf8(example.group(1)), "wire", "--hex", "-")
                        .text())
                .isEqualTo(example.group(2));
    }

    private String compileAndRun(String name, String... arguments) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve(name + ".java"), program(name));
        ByteArrayOutputStream problems = new ByteArrayOutputStream();
        String classPath = System.getProperty("java.class.path");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, problems, "-proc:none", "-cp", classPath, "-d", folder.toString(), source.toString());
        assertThat(result).as(problems.toString(StandardCharsets.UTF_8)).isZero();

        String[] command = new String[4 + arguments.length];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        command[1] = "-cp";
        command[2] = folder + System.getProperty("path.separator") + classPath;
        command[3] = name;
        System.arraycopy(arguments, 0, command, 4, arguments.length);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed;
        try (InputStream output = process.getInputStream()) {
            printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return printed;
    }

    /** The fenced Java block that holds the class of this name. */
    private static String program(String name) throws IOException {
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
        while (blocks.find()) {
            if (blocks.group(1).contains("class " + name + " ")) {
                return blocks.group(1);
            }
        }
        throw new AssertionError("no program " + name + " in " + README.toAbsolutePath());
    }
}
