package muster.orchestrator;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One cache and one budget for write buffers, shared by all stores of the process. Without it each store and partition has
 * a cache of 50 MiB and three buffers of 16 MiB of its own, outside of the heap, where nobody looks for them.
 */
@Singleton
public final class StoreMemory implements AutoCloseable {
    /** Under this key the stores' configuration finds it. */
    static final String KEY = "muster.store.memory";

    private static final long MIB = 1L << 20;

    /** Of the cache, for indexes and filters: dropping one costs more than dropping a block. */
    private static final double FOR_INDEXES = 0.1;

    /** [bytes] of one buffer; RocksDB takes an eighth of it at once, for the first record already. */
    private static final long BUFFER = 4 * MIB;

    static {
        RocksDB.loadLibrary();
    }

    private final Cache cache;
    private final WriteBufferManager buffers;

    public StoreMemory(StoreSettings settings) {
        cache = new LRUCache(settings.memory() * MIB, -1, false, FOR_INDEXES);
        // buffers count to the cache, so that one number bounds both
        buffers = new WriteBufferManager(settings.writeBuffers() * MIB, cache);
    }

    /** Made by Kafka Streams, one for each store. */
    public static final class Sharing implements RocksDBConfigSetter {
        @Override
        public void setConfig(String store, Options options, Map<String, Object> configs) {
            if (configs.get(KEY) instanceof StoreMemory memory
                    && options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
                table.setBlockCache(memory.cache);
                table.setCacheIndexAndFilterBlocks(true);
                table.setCacheIndexAndFilterBlocksWithHighPriority(true);
                table.setPinTopLevelIndexAndFilter(true);
                options.setTableFormatConfig(table);
                options.setWriteBufferManager(memory.buffers);
                options.setWriteBufferSize(BUFFER);
            } else {
                throw new IllegalStateException("the store " + store + " has no " + KEY);
            }
        }

        /** What is shared outlives a store. */
        @Override
        public void close(String store, Options options) {}
    }

    /** Stores that are still open keep what they use. */
    @Override
    @PreDestroy
    public void close() {
        buffers.close();
        cache.close();
    }
}
