package muster.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.time.Duration;
import muster.rebuild.RebuildProgress;
import org.jspecify.annotations.Nullable;

/** {@code GET /rebuild}: how far a rebuild is, while this process does one. */
@Controller("/rebuild")
final class RebuildController {
    private final RebuildProgress progress;

    RebuildController(RebuildProgress progress) {
        this.progress = progress;
    }

    /** @param secondsLeft at the rate so far; null before there is one */
    record Rebuild(
            int percent,
            long done,
            long records,
            long perSecond,
            @Nullable Long secondsLeft) {}

    @Get
    HttpResponse<byte[]> rebuild() {
        var figures = progress.figures();
        return Answers.ok(new Rebuild(
                figures.percent(),
                figures.done(),
                figures.records(),
                figures.perSecond(),
                figures.left().map(Duration::toSeconds).orElse(null)));
    }
}
