package io.bsonwire.cli;

import io.bsonwire.bson.BsonCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes BSON to try things out with. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Makes BSON documents to try things out with.",
        description = {
            "%nWrites orders, customers and events, made up but realistic: nested documents, arrays, dates, decimals,"
                    + " binary data, text in several scripts. The same number and seed give the same bytes on every"
                    + " machine. 1000000 documents are about 850 MB.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bsonwire generate --documents 3 | bsonwire dump --pretty -",
            "  bsonwire generate --documents 1000000 -o large.bson"
        })
final class GenerateCommand implements Callable<Integer> {
    /** Set by picocli before anything runs. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Streams streams;

    @Option(
            names = {"-n", "--documents"},
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private long count;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Another number gives other documents. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The file to write. Default: standard output.")
    private @Nullable String output;

    GenerateCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 0 || count > SampleDocuments.MAX_COUNT) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid number of documents: " + count + " (expected: 0 to " + SampleDocuments.MAX_COUNT + ")");
        }
        SampleDocuments samples = new SampleDocuments(seed);
        ByteBuf bytes = Unpooled.buffer();
        try (Output out = Output.open(output, null, streams)) {
            for (long number = 0; number < count; number++) {
                BsonCodec.DEFAULT.encode(samples.document(number), bytes.clear());
                bytes.readBytes(out, bytes.readableBytes());
            }
        }
        return ExitCode.OK;
    }
}
