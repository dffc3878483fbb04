package io.bsonwire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrimitivesBenchmarkTest {
    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full", "complex"})
    void eachDoesWhatItSays(String document) {
        byte[] bytes = BenchmarkDocuments.bytes(document);
        PrimitivesBenchmark benchmark = new PrimitivesBenchmark();
        benchmark.document = document;
        benchmark.setUp();
        assertThat(benchmark.copyFromDirect()).isEqualTo(bytes);
        assertThat(benchmark.lengths()).isEqualTo(bytes.length - 1);
        assertThat(ByteBufUtil.getBytes(benchmark.copyToDirect())).isEqualTo(bytes);
        byte[] texts = benchmark.texts();
        assertThat(benchmark.charsByLoop()).isEqualTo(texts.length).isPositive();
        assertThat(benchmark.target()).startsWith(texts);
        benchmark.target()[0] ^= 1;
        assertThat(benchmark.charsByCopy()).isEqualTo(texts.length);
        assertThat(benchmark.target()).startsWith(texts);
        assertThat(benchmark.checkUtf8()).isTrue();
        texts[texts.length - 1] = (byte) 0xC3;
        assertThat(benchmark.checkUtf8()).isFalse();
        benchmark.tearDown();
    }

    /** The copy of a copy's text is that of the document, and the two share no string. */
    @ParameterizedTest
    @ValueSource(strings = {"flat", "deep", "full", "complex"})
    void theTreeIsCopied(String document) {
        PrimitivesBenchmark benchmark = new PrimitivesBenchmark();
        benchmark.document = document;
        benchmark.setUp();
        Object first = benchmark.allocateTree();
        Object second = benchmark.allocateTree();
        assertThat(first).isNotSameAs(second);
        StringBuilder text = new StringBuilder();
        BareTree.forEachText(first, text::append);
        assertThat(text.toString().getBytes(StandardCharsets.US_ASCII)).isEqualTo(benchmark.texts());
        benchmark.tearDown();
    }
}
