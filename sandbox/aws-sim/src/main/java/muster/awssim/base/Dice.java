package muster.awssim.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chance from a seed. What falls depends on the seed, on what it is for (the key) and on how often it was asked for that,
 * never on which thread asked first: so a seed tells the same story however calls interleave.
 */
public final class Dice {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;
    private final Map<String, Integer> rolled = new ConcurrentHashMap<>();

    public Dice(long seed) {
        this.seed = seed;
    }

    /** A value in [0, 1). */
    public double roll(String... key) {
        return random(key).nextDouble();
    }

    public boolean happens(double probability, String... key) {
        return probability > 0 && roll(key) < probability;
    }

    public Duration pick(Spread spread, String... key) {
        long from = spread.from().toNanos();
        long to = spread.to().toNanos();
        return Duration.ofNanos(from == to ? from : random(key).nextLong(from, to + 1));
    }

    /** Random hexadecimal digits, 1–32 of them. */
    public String hex(int digits, String... key) {
        SplittableRandom random = random(key);
        String all = "%016x%016x".formatted(random.nextLong(), random.nextLong());
        return all.substring(0, digits);
    }

    public String uuid(String... key) {
        SplittableRandom random = random(key);
        long most = random.nextLong() & ~0xf000L | 0x4000L;
        long least = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(most, least).toString();
    }

    private SplittableRandom random(String... key) {
        String name = String.join("\u0000", key);
        int times = rolled.merge(name, 1, Integer::sum);
        return new SplittableRandom(hash(name + "\u0000" + times) ^ hash(Long.toString(seed)));
    }

    private static long hash(String text) {
        long hash = FNV_OFFSET;
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            hash = (hash ^ (bytes.get() & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
