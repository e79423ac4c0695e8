package muster.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.time.Instant;
import java.util.List;
import muster.stream.AllInstances;
import muster.stream.RestoreProgress;

/** {@code GET /restore}: how far the stores are after a start. */
@Controller("/restore")
final class RestoreController {
    private final RestoreProgress progress;
    private final AllInstances instances;

    RestoreController(RestoreProgress progress, AllInstances instances) {
        this.progress = progress;
        this.instances = instances;
    }

    /**
     * @param ready whether the stores can be asked
     * @param percent of all stores, 0 to 100
     */
    record Restore(boolean ready, int percent, List<Restoring> stores) {}

    /**
     * One partition of one store.
     *
     * @param left records to come, at most
     */
    record Restoring(
            String store,
            int partition,
            long restored,
            long left,
            long total,
            int percent,
            Instant began,
            boolean done) {}

    @Get
    HttpResponse<byte[]> restore() {
        var ready = instances.isReady();
        return Answers.ok(new Restore(
                ready,
                progress.percent(ready),
                progress.stores().stream().map(RestoreController::view).toList()));
    }

    static List<Restoring> restoring(RestoreProgress progress) {
        return progress.stores().stream()
                .filter(store -> !store.done())
                .map(RestoreController::view)
                .toList();
    }

    private static Restoring view(RestoreProgress.Store store) {
        return new Restoring(
                store.store(),
                store.partition(),
                store.restored(),
                store.left(),
                store.total(),
                store.percent(),
                store.began(),
                store.done());
    }
}
