package io.bsonwire.spec;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The kit on this library: its three ways through a document. */
class BsonwireConformanceTest {
    @TestFactory
    Stream<DynamicNode> conformance() {
        return BsonwireAdapters.on(List.of(BufferShape.HEAP)).stream()
                .map(implementation -> dynamicContainer(
                        implementation.name(), Conformance.of(implementation).tests()));
    }

    /** What is small enough for a buffer of each byte. */
    @TestFactory
    Stream<DynamicNode> conformanceOnEveryShapeOfBuffer() {
        return BsonwireAdapters.on(List.of(BufferShape.values())).stream()
                .map(implementation -> dynamicContainer(
                        implementation.name(),
                        Conformance.of(implementation)
                                .only(Check.Source.CORPUS, Check.Source.VECTORS)
                                .tests()));
    }

    @TestFactory
    Stream<DynamicNode> conformanceOfMessages() {
        return Conformance.of(new BsonwireWireAdapter()).tests();
    }
}
