package io.bsonwire.cli;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonStream;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.bson.json.ExtendedJsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** BSON to JSON. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Turns BSON documents into lines of JSON.",
        description = {
            "%nReads a file of one or many BSON documents back to back, as mongodump writes them, and writes each as"
                    + " MongoDB Extended JSON, version 2, on a line of its own. The file may be of any size; one"
                    + " document at a time is in memory.",
            "%nThe canonical format keeps all types: 'bsonwire load' makes the same bytes of it again. The relaxed one"
                    + " is easier to read.",
            "%nAt a malformed document it stops, with all documents before it written.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bsonwire dump --format relaxed people.bson | head -3",
            "  bsonwire dump --pretty people.bson",
            "  gunzip -c people.bson.gz | bsonwire dump - > people.json"
        })
final class DumpCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(paramLabel = "FILE", description = "The BSON; - is standard input.")
    private String file = Input.STANDARD;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            converter = JsonFormat.Converter.class,
            description = "canonical or relaxed. Default: canonical.")
    private JsonFormat format = JsonFormat.CANONICAL;

    @Option(
            names = {"-p", "--pretty"},
            description = "Write each document on several lines, indented.")
    private boolean pretty;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The file to write. Default: standard output.")
    private @Nullable String output;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    DumpCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        BsonCodec codec = limits.codec();
        ExtendedJson json = format.json().withCodec(codec);
        long written = 0;
        try (InputStream in = Input.open(file, streams);
                BsonStream documents = codec.open(in);
                Output out = Output.open(output, file, streams);
                ExtendedJsonWriter writer = (pretty ? json.pretty() : json).open(out)) {
            while (documents.next()) {
                documents.validate(); // else the line would break off in the middle
                writer.write(documents.reader());
                written++;
            }
        } catch (BsonException e) {
            throw CommandFailure.malformed(file, written + 1, e);
        } catch (WriteException e) {
            throw e;
        } catch (IOException e) {
            throw CommandFailure.cannotRead(file, e);
        }
        return ExitCode.OK;
    }
}
