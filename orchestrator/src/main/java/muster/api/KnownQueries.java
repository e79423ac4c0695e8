package muster.api;

import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.MethodBasedRouteMatch;
import io.micronaut.web.router.RouteAttributes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses a parameter that nobody reads: a misspelt filter would let all through, and look like an answer. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class KnownQueries {

    /** @return the refusal, or null where the request may go on; what is not of this package reads what it likes */
    @RequestFilter
    @Nullable
    HttpResponse<?> refusal(HttpRequest<?> request) {
        return RouteAttributes.getRouteMatch(request)
                .filter(MethodBasedRouteMatch.class::isInstance)
                .map(match -> (MethodBasedRouteMatch<?, ?>) match)
                .filter(match -> match.getDeclaringType().getPackage() == KnownQueries.class.getPackage())
                .map(match -> refusal(request, known(match)))
                .orElse(null);
    }

    private static List<String> known(MethodBasedRouteMatch<?, ?> match) {
        return Arrays.stream(match.getArguments())
                .filter(argument -> argument.isAnnotationPresent(QueryValue.class))
                .map(Argument::getName)
                .sorted()
                .toList();
    }

    private static @Nullable HttpResponse<?> refusal(HttpRequest<?> request, List<String> known) {
        return request.getParameters().names().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(name -> Answers.problem(
                        HttpStatus.BAD_REQUEST,
                        "unknown parameter '%s'%s"
                                .formatted(
                                        Asking.cut(name),
                                        known.isEmpty()
                                                ? ": there are none here"
                                                : "; known are " + String.join(", ", known))))
                .orElse(null);
    }
}
