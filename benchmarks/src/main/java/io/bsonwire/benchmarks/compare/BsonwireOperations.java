package io.bsonwire.benchmarks.compare;

import static io.bsonwire.benchmarks.compare.Operation.check;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.wire.Checksum;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.compress.NativeZstdCompressor;
import io.bsonwire.wire.compress.SnappyCompressor;
import io.bsonwire.wire.compress.ZlibCompressor;
import io.bsonwire.wire.compress.ZstdCompressor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** This library's side: pooled direct buffers, strict UTF-8, all checks on. */
final class BsonwireOperations {
    private static final PooledByteBufAllocator ALLOC = new PooledByteBufAllocator(true);
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;

    private final Peer peer;
    private final byte[] bytes;
    private final Input input;
    private final Buffers buffers;
    private final Sink sink = new Sink();

    private BsonwireOperations(Peer peer, Input input, Buffers buffers) {
        this.peer = peer;
        this.input = input;
        this.buffers = buffers;
        bytes = input.bytes();
    }

    /** Prepares an operation, which may be run until the buffers are closed, and checks that it does what it says. */
    static Operation of(Peer peer, OperationName name, Input input, Buffers buffers) {
        BsonwireOperations operations = new BsonwireOperations(peer, input, buffers);
        return switch (name.verb()) {
            case "encode" -> operations.encode();
            case "decode" -> operations.decode();
            case "append" -> operations.append();
            case "iterate" -> operations.iterate();
            case "skip" -> operations.skip();
            case "validate" -> operations.validate();
            case "get" -> operations.get();
            case "to-json" -> operations.toJson();
            case "from-json" -> operations.fromJson();
            case "insert" -> operations.insert(name.number());
            case "find" -> operations.find();
            case "crc32c" -> operations.crc32c();
            case "compress" -> operations.compress(compressor(name.argument()));
            case "decompress" -> operations.decompress(compressor(name.argument()));
            default -> throw name.unknown();
        };
    }

    private Operation encode() {
        Document document = CODEC.decodeExactly(bytes);
        ByteBuf target = buffers.hold(ALLOC.directBuffer(bytes.length));
        CODEC.encode(document, target);
        check(Arrays.equals(ByteBufUtil.getBytes(target), bytes), "encoded bytes");
        return () -> CODEC.encode(document, target.clear());
    }

    private Operation decode() {
        ByteBuf source = source();
        check(Arrays.equals(CODEC.encode(CODEC.decode(source)), bytes), "decoded document");
        return () -> {
            source.readerIndex(0);
            return sink.keep(CODEC.decode(source));
        };
    }

    private Operation append() {
        AppendSteps steps = AppendSteps.of(bytes);
        ByteBuf target = buffers.hold(ALLOC.directBuffer(bytes.length));
        steps.write(target);
        check(Arrays.equals(ByteBufUtil.getBytes(target), bytes), "appended bytes");
        return () -> {
            steps.write(target.clear());
            return target.readableBytes();
        };
    }

    private Operation iterate() {
        ByteBuf source = source();
        if (peer == Peer.BSONWIRE_READER) {
            BsonReader reader = new BsonReader();
            return () -> Walk.elements(reader.reset(source), false);
        }
        return () -> Walk.elements(RawDocument.of(source).cursor(), false);
    }

    private Operation skip() {
        ByteBuf source = source();
        BsonReader reader = new BsonReader();
        return () -> {
            reader.reset(source);
            long sum = 0;
            while (reader.next()) {
                sum += reader.type().code();
                reader.skip();
            }
            return sum;
        };
    }

    private Operation validate() {
        ByteBuf source = source();
        return () -> {
            source.readerIndex(0);
            return CODEC.validate(source);
        };
    }

    /** The number in the last field, or the seconds of its ObjectId. */
    private Operation get() {
        RawDocument raw = RawDocument.of(source());
        String last = "";
        for (String name : CODEC.decodeExactly(bytes).keySet()) {
            last = name;
        }
        String name = last;
        return raw.type(name) == BsonType.OBJECT_ID
                ? () -> raw.getObjectId(name).seconds()
                : () -> raw.getAsInt64(name);
    }

    private Operation toJson() {
        ExtendedJson json = ExtendedJson.canonical();
        Document document = CODEC.decodeExactly(bytes);
        check(Arrays.equals(CODEC.encode(json.parse(json.toJson(document))), bytes), "document after JSON");
        return () -> sink.keep(json.toJson(document));
    }

    private Operation fromJson() {
        ExtendedJson json = ExtendedJson.canonical();
        String text = input.json();
        check(Arrays.equals(CODEC.encode(json.parse(text)), bytes), "document from JSON");
        return () -> sink.keep(json.parse(text));
    }

    /** Documents that share nothing, each with an _id behind its other fields, as one that was added to it. */
    private Operation insert(int count) {
        List<Map<String, Object>> documents = new ArrayList<>(count);
        while (documents.size() < count) {
            Document document = CODEC.decodeExactly(bytes).append("_id", ObjectId.generate());
            documents.add(peer == Peer.BSONWIRE_MAPS ? new LinkedHashMap<>(document) : document);
        }
        Document command = new Document("insert", "c").append("ordered", true).append("$db", "db");
        Operation operation = () -> {
            OpMsg message = new OpMsgBatches(CODEC, WireLimits.DEFAULT)
                    .body(command)
                    .documents(documents)
                    .next(ALLOC);
            long length = message.length();
            message.release();
            return length;
        };
        int overhead = 16 + 4 + 1 + CODEC.encode(command).length + 1 + 4 + "documents".length() + 1;
        check(operation.run() == overhead + (long) count * (bytes.length + 17), "length of the message");
        return operation;
    }

    private Operation find() {
        Document command = CODEC.decodeExactly(bytes);
        OpMsgBuilder builder = OpMsg.builder();
        ByteBuf target = buffers.hold(ALLOC.directBuffer(bytes.length + 64));
        Operation operation = () -> builder.body(command).encode(target.clear());
        check(operation.run() == bytes.length + 21, "length of the message");
        return operation;
    }

    private Operation crc32c() {
        ByteBuf source = source();
        return () -> Checksum.of(source, 0, bytes.length);
    }

    private Operation compress(Compressor compressor) {
        OpMsg message = message();
        return () -> {
            OpCompressed compressed = OpCompressed.of(message, compressor, ALLOC);
            int length = compressed.length();
            compressed.release();
            return length - (long) COMPRESSED_HEADER;
        };
    }

    private Operation decompress(Compressor compressor) {
        OpCompressed compressed = buffers.hold(OpCompressed.of(message(), compressor, ALLOC));
        Compressors compressors = Compressors.of(compressor);
        ByteBuf original = compressed.decompress(compressors, WireLimits.DEFAULT, ALLOC);
        byte[] decompressed = ByteBufUtil.getBytes(original);
        original.release();
        check(Arrays.equals(decompressed, bytes), "decompressed bytes");
        return () -> {
            ByteBuf again = compressed.decompress(compressors, WireLimits.DEFAULT, ALLOC);
            long length = again.readableBytes() - 16L;
            again.release();
            return length;
        };
    }

    /** What stands in front of the compressed bytes: header, opcode, size, compressor. */
    private static final int COMPRESSED_HEADER = 16 + 4 + 4 + 1;

    private static Compressor compressor(String name) {
        return switch (name) {
            case "zlib" -> new ZlibCompressor();
            case "snappy" -> new SnappyCompressor();
            case "zstd" -> new ZstdCompressor();
            case "zstd-jni" -> new NativeZstdCompressor();
            default -> throw new IllegalArgumentException("compressor: " + name);
        };
    }

    /** It borrows the buffer, which is held, and is not released itself. */
    private OpMsg message() {
        return OpMsg.decode(source());
    }

    private ByteBuf source() {
        return buffers.hold(ALLOC.directBuffer(bytes.length)).writeBytes(bytes);
    }
}
