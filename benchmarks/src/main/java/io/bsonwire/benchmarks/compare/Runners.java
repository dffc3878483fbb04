package io.bsonwire.benchmarks.compare;

import io.bsonwire.benchmarks.compare.Peer.Language;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** The commands that start a runner, and what has to be made before. */
final class Runners {
    private final Path benchmarks;
    private final Path java;
    private final int javaVersion;
    private final double warmUpSeconds;
    private final Set<Language> ready = EnumSet.of(Language.JAVA);

    /**
     * Makes them.
     *
     * @param benchmarks the folder of this module
     * @param java the program
     * @param javaVersion its feature version
     */
    Runners(Path benchmarks, Path java, int javaVersion, double warmUpSeconds) {
        this.benchmarks = benchmarks;
        this.java = java;
        this.javaVersion = javaVersion;
        this.warmUpSeconds = warmUpSeconds;
    }

    /** Has the runners of these languages made, and passes on a line for each whose tools are missing. */
    void setUp(Set<Language> languages, Consumer<String> skipped) throws IOException, InterruptedException {
        for (Language language : languages) {
            if (language == Language.JAVA) {
                continue;
            }
            Path script = folder(language).resolve("setup");
            Process process = new ProcessBuilder(script.toString())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            output.lines().forEach(skipped);
            if (process.waitFor() == 0) {
                ready.add(language);
            } else if (output.isBlank()) {
                skipped.accept("skipped: " + language + " (" + script + " failed)");
            }
        }
    }

    boolean has(Peer peer) {
        return ready.contains(peer.language());
    }

    private Path folder(Language language) {
        return benchmarks.resolve("native").resolve(language.name().toLowerCase(Locale.ROOT));
    }

    /** The command for a peer's runner. */
    List<String> command(Peer peer, Row row, Path file) {
        List<String> command = new ArrayList<>(
                switch (peer.language()) {
                    case PYTHON ->
                        List.of(folder(Language.PYTHON).resolve("run").toString());
                    case RUST -> List.of(built("rust/release/compare-rust"));
                    case C -> List.of(built("c/compare-c"));
                    case JAVA -> javaCommand(row);
                });
        command.addAll(List.of(peer.id(), row.operation(), file.toString()));
        return command;
    }

    private String built(String program) {
        return benchmarks.resolve("target/native").resolve(program).toString();
    }

    /**
     * A machine of its own, without Netty's search for leaks. Its heap has its size, and all of it has been touched, before
     * anything runs: to get a page from the system for the first time takes longer than to decode a document into it.
     */
    private List<String> javaCommand(Row row) {
        String heap = new OperationName(row.operation()).isLarge() ? "3g" : "1g";
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:+AlwaysPreTouch",
                "-Dio.netty.leakDetection.level=disabled",
                "-Dcompare.warmup=" + warmUpSeconds,
                "-Dcompare.threads=" + row.threads()));
        if (javaVersion >= 24) { // what the compressors in pure Java and in native code do is warned of from then on
            command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        }
        command.addAll(List.of("-cp", classPath(), JavaRunner.class.getName()));
        return command;
    }

    private static String classPath() {
        try {
            Path place = Path.of(JavaRunner.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return place.toString().endsWith(".jar") ? place.toString() : System.getProperty("java.class.path");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
