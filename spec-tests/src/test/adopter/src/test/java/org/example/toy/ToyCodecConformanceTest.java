package org.example.toy;

import io.bsonwire.bson.Document;
import io.bsonwire.spec.BsonImplementation;
import io.bsonwire.spec.Conformance;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class ToyCodecConformanceTest implements BsonImplementation {
    @Override
    public String name() {
        return "toy";
    }

    @Override
    public byte[] encode(Document document) throws Exception {
        return ToyCodec.write(document);
    }

    @Override
    public byte[] roundTrip(byte[] bson) throws Exception {
        return ToyCodec.write(ToyCodec.read(bson));
    }

    @Override
    public void validate(byte[] bson) throws Exception {
        ToyCodec.read(bson);
    }

    @TestFactory
    Stream<DynamicNode> conformance() {
        return Conformance.of(this).tests();
    }
}
