package muster.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import muster.effects.aws.HostnameTable;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.HostnamePool;
import muster.schemas.LifecycleName;
import org.jspecify.annotations.Nullable;

/** {@code GET /hostnames}: how each name of a pool stands in the table, up to a hundred by one call to DynamoDB. */
@Controller("/hostnames")
@ExecuteOn(TaskExecutors.BLOCKING)
final class HostnamesController {
    private final Lifecycles lifecycles;
    private final HostnameTable table;

    HostnamesController(Lifecycles lifecycles, HostnameTable table) {
        this.lifecycles = lifecycles;
        this.table = table;
    }

    /**
     * @param size of the pool
     * @param totals of this page, by standing
     * @param next what to pass as {@code after} for the next page; null on the last
     */
    record Page(
            String lifecycle,
            String pattern,
            int size,
            TreeMap<String, Long> totals,
            List<Name> hostnames,
            @Nullable String next) {}

    /** @param standing free, held, resting or taken-out */
    record Name(
            String hostname,
            String fqdn,
            String standing,
            @Nullable String owner,
            long generation,
            @Nullable Instant restsUntil) {}

    /**
     * @param lifecycle whose pool; may be left out where there is one lifecycle
     * @param limit 1 to 100
     * @param after the {@code next} of the page before
     */
    @Get
    HttpResponse<byte[]> hostnames(
            @QueryValue Optional<String> lifecycle,
            @QueryValue Optional<String> limit,
            @QueryValue Optional<String> after) {
        var declared = lifecycle(lifecycle);
        var pool = declared.hostnames();
        var most = Asking.limit(limit, HostnameTable.MOST_AT_ONCE, HostnameTable.MOST_AT_ONCE);
        var from = after.map(it -> index(pool, it) + 1).orElse(0);
        var to = Math.min(pool.size(), from + most);
        var names = table.read(IntStream.range(from, to).mapToObj(pool::name).toList()).stream()
                .map(entry -> view(pool, entry))
                .toList();
        return Answers.ok(new Page(
                declared.name().value(),
                pool.pattern(),
                pool.size(),
                totals(names),
                names,
                to < pool.size() ? pool.name(to - 1).value() : null));
    }

    private Lifecycle lifecycle(Optional<String> name) {
        var all = lifecycles.all();
        if (name.isEmpty()) {
            if (all.size() == 1) {
                return all.getFirst();
            }
            throw new Asking.MistakenException("lifecycle must be one of "
                    + all.stream().map(it -> it.name().value()).toList());
        }
        var asked = Asking.value("lifecycle", name.get(), LifecycleName::new);
        return lifecycles.named(asked).orElseThrow(() -> new Asking.UnknownException("no lifecycle is named " + asked));
    }

    private static int index(HostnamePool pool, String hostname) {
        return IntStream.range(0, pool.size())
                .filter(index -> pool.name(index).value().equals(hostname))
                .findFirst()
                .orElseThrow(() -> new Asking.MistakenException(
                        "after must be a name of the pool " + pool.pattern() + ", the 'next' of the page before"));
    }

    /** Zero too, so that a reader need not know which there are. */
    private static TreeMap<String, Long> totals(List<Name> names) {
        var totals = new TreeMap<String, Long>();
        for (var standing : HostnameTable.Standing.values()) {
            totals.put(label(standing), 0L);
        }
        names.forEach(name -> totals.merge(name.standing(), 1L, Long::sum));
        return totals;
    }

    private static String label(HostnameTable.Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Name view(HostnamePool pool, HostnameTable.Entry entry) {
        return new Name(
                entry.hostname().value(),
                pool.fqdn(entry.hostname()).value(),
                label(entry.standing()),
                entry.owner().orElse(null),
                entry.generation(),
                entry.restsUntil().orElse(null));
    }
}
