package io.bsonwire.cli;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonLimits;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that bound documents. */
final class LimitOptions {
    /** Set by picocli before anything runs. */
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Option(
            names = "--max-document-size",
            paramLabel = "BYTES",
            converter = ByteCount.class,
            description = "The largest document that is accepted; k, m and g behind the number stand for KiB, MiB and"
                    + " GiB. Default: 16 MiB and 16 KiB, as servers allow.")
    private int maxDocumentSize = BsonLimits.DEFAULT.maxDocumentSize();

    @Option(
            names = "--max-depth",
            paramLabel = "LEVELS",
            description = "The deepest nesting that is accepted, the document itself included, up to 1000."
                    + " Default: ${DEFAULT-VALUE}.")
    private int maxDepth = BsonLimits.DEFAULT.maxDepth();

    /** A codec under these limits. */
    BsonCodec codec() {
        try {
            return BsonCodec.builder()
                    .limits(new BsonLimits(maxDocumentSize, maxDepth))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "Invalid limit: " + e.getMessage(), e);
        }
    }

    /** Reads 4096, 64k, 16m. */
    static final class ByteCount implements ITypeConverter<Integer> {
        private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,10})([kmg]?)");

        @Override
        public Integer convert(String text) {
            Matcher matcher = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
            if (matcher.matches()) {
                int shift = 10 * " kmg".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
                long bytes = Long.parseLong(matcher.group(1)) << shift;
                if (bytes <= Integer.MAX_VALUE) {
                    return (int) bytes;
                }
            }
            throw new TypeConversionException("'" + text + "' (expected: a number of bytes below 2g, such as 64k)");
        }
    }
}
