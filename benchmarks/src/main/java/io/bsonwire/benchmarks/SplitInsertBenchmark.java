package io.bsonwire.benchmarks;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to insert 200,000 documents, which is more than one message may hold? Small ones are split where a
 * message has 100,000, tweets where it has 48 MB.
 *
 * <p>The documents are the same 1,000 over and over, so that they stay in the cache. Each message is released before the
 * next is made. org.mongodb:bson, which has no messages, only encodes the 1,000 and copies them, 200 times to the same place:
 * it writes to less memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class SplitInsertBenchmark {
    private static final int DISTINCT = 1000;
    private static final int TIMES = 200;

    /** Which document. */
    @Param({"small", "tweet"})
    public String document = "small";

    private final PooledByteBufAllocator alloc = new PooledByteBufAllocator(true);
    private final Document command =
            new Document("insert", "c").append("ordered", true).append("$db", "db");
    private final MongodbBson mongodb = new MongodbBson();
    private InsertedDocuments inserted = new InsertedDocuments("simple", 0);
    private ByteBuf mongodbTarget = Unpooled.EMPTY_BUFFER;

    /** Makes the documents. */
    @Setup(Level.Trial)
    public void setUp() {
        inserted = new InsertedDocuments(document, DISTINCT);
        mongodbTarget = alloc.buffer(inserted.length());
    }

    /** Releases the peer's target. */
    @TearDown(Level.Trial)
    public void tearDown() {
        mongodbTarget.release();
    }

    /** The batches, to be asked for one message after the other. */
    OpMsgBatches batches() {
        List<Document> distinct = inserted.documents();
        Iterator<Document> all = new Iterator<>() {
            private int given;

            @Override
            public boolean hasNext() {
                return given < DISTINCT * TIMES;
            }

            @Override
            public Document next() {
                return distinct.get(given++ % DISTINCT);
            }
        };
        return new OpMsgBatches(BsonCodec.DEFAULT, WireLimits.DEFAULT)
                .body(command)
                .documents(all);
    }

    /**
     * This library.
     *
     * @return bytes of all messages
     */
    @Benchmark
    public long bsonwire() {
        long length = 0;
        OpMsgBatches batches = batches();
        while (batches.hasNext()) {
            OpMsg message = batches.next(alloc);
            length += message.length();
            message.release();
        }
        return length;
    }

    /**
     * org.mongodb:bson, the documents alone.
     *
     * @return bytes of all documents
     */
    @Benchmark
    public long mongodb() {
        long length = 0;
        for (int i = 0; i < TIMES; i++) {
            length += mongodb.encodeIdFirst(inserted.mongodb(), mongodbTarget.clear())
                    .readableBytes();
        }
        return length;
    }
}
