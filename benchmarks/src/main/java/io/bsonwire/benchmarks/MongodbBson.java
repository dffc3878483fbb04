package io.bsonwire.benchmarks;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.ByteBufNIO;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.Encoder;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.RawBsonDocumentCodec;
import org.bson.io.BasicOutputBuffer;
import org.bson.io.ByteBufferBsonInput;

/**
 * org.mongodb:bson between its documents and a Netty buffer, as well as it can be used: codecs made once, an output buffer
 * that is reused, and sources read in place through their NIO view. A composite source has no such view and is copied into
 * one buffer first.
 */
final class MongodbBson {
    static final DocumentCodec DOCUMENTS = new DocumentCodec();
    static final BsonDocumentCodec BSON_DOCUMENTS = new BsonDocumentCodec();
    private static final RawBsonDocumentCodec RAW_DOCUMENTS = new RawBsonDocumentCodec();
    private static final EncoderContext AS_IT_IS = EncoderContext.builder().build();
    private static final EncoderContext ID_FIRST =
            EncoderContext.builder().isEncodingCollectibleDocument(true).build();
    private static final DecoderContext DECODER_CONTEXT =
            DecoderContext.builder().build();

    private final BasicOutputBuffer output = new BasicOutputBuffer(1 << 16);

    /** Appends the document to the target. */
    ByteBuf encode(Document document, ByteBuf target) {
        return encode(DOCUMENTS, document, target);
    }

    ByteBuf encode(BsonDocument document, ByteBuf target) {
        return encode(BSON_DOCUMENTS, document, target);
    }

    ByteBuf encode(RawBsonDocument document, ByteBuf target) {
        return encode(RAW_DOCUMENTS, document, target);
    }

    private <T> ByteBuf encode(Encoder<T> encoder, T document, ByteBuf target) {
        BsonBinaryWriter writer = writer();
        encoder.encode(writer, document, AS_IT_IS);
        return finish(writer, target);
    }

    /** Appends the documents to the target, each with its {@code _id} first. */
    ByteBuf encodeIdFirst(List<Document> documents, ByteBuf target) {
        output.truncateToPosition(0);
        for (Document document : documents) {
            try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
                DOCUMENTS.encode(writer, document, ID_FIRST);
            }
        }
        return copyOutput(target);
    }

    /** A writer of one document, to be handed to {@link #finish}. */
    BsonBinaryWriter writer() {
        output.truncateToPosition(0);
        return new BsonBinaryWriter(output);
    }

    /** Appends what was written to the target. */
    ByteBuf finish(BsonBinaryWriter writer, ByteBuf target) {
        writer.close();
        return copyOutput(target);
    }

    private ByteBuf copyOutput(ByteBuf target) {
        return target.writeBytes(output.getInternalBuffer(), 0, output.getPosition());
    }

    static Document decode(ByteBuf source) {
        try (BsonBinaryReader reader = reader(source)) {
            return DOCUMENTS.decode(reader, DECODER_CONTEXT);
        }
    }

    static BsonDocument decodeBsonDocument(ByteBuf source) {
        try (BsonBinaryReader reader = reader(source)) {
            return BSON_DOCUMENTS.decode(reader, DECODER_CONTEXT);
        }
    }

    /** A reader of the readable bytes, before the start of the document; the source's indexes do not move. */
    static BsonBinaryReader reader(ByteBuf source) {
        return new BsonBinaryReader(new ByteBufferBsonInput(new ByteBufNIO(source.nioBuffer())));
    }
}
