package muster.schemas;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Values of our record types by reflection, so that a new case or a new field is tried without being listed. */
final class Samples {
    private static final Map<Class<?>, List<Object>> BASE = Map.ofEntries(
            Map.entry(int.class, List.of(1)),
            Map.entry(Integer.class, List.of(1)),
            Map.entry(long.class, List.of(7_000_000_000L)),
            Map.entry(boolean.class, List.of(true, false)),
            Map.entry(String.class, List.of("10.0.3.17", "")),
            Map.entry(Instant.class, List.of(Instant.EPOCH, Instant.parse("2026-01-13T00:12:37.214567891Z"))),
            Map.entry(Duration.class, List.of(Duration.ZERO, Duration.ofSeconds(90), Duration.ofMillis(36_000_250))),
            Map.entry(InstanceId.class, List.of(new InstanceId("i-0123456789abcdef0"))),
            Map.entry(EffectId.class, List.of(new EffectId("i-0123456789abcdef0.1.upsert-dns.2"))),
            Map.entry(Generation.class, List.of(Generation.NONE, new Generation(3))),
            Map.entry(
                    HostnamePool.class,
                    List.of(new HostnamePool(
                            "validator-%03d", 1, 999, new Domain("example.org"), Duration.ofMinutes(2)))));

    private Samples() {}

    /** A value of each case that is reached from the type, and of each constant of an enum. */
    static List<Object> of(Type type) {
        return switch (type) {
            case ParameterizedType generic
            when generic.getRawType() == List.class -> List.of(List.of(), of(generic.getActualTypeArguments()[0]));
            case ParameterizedType generic when generic.getRawType() == Map.class -> List.of(Map.of("key", "value"));
            case ParameterizedType generic
            when generic.getRawType() == SortedMap.class ->
                maps(generic.getActualTypeArguments()[0], generic.getActualTypeArguments()[1]);
            case Class<?> known when BASE.containsKey(known) -> BASE.getOrDefault(known, List.of());
            case Class<?> closed
            when closed.isSealed() ->
                Stream.of(closed.getPermittedSubclasses())
                        .flatMap(each -> of(each).stream())
                        .toList();
            case Class<?> choice when choice.isEnum() -> List.of(choice.getEnumConstants());
            case Class<?> record when record.isRecord() -> records(record);
            default -> throw new IllegalArgumentException("no sample of " + type);
        };
    }

    /** All cases of closed types that are reached from the types. */
    static Set<Class<?>> casesOf(Collection<Class<?>> types) {
        var cases = new HashSet<Class<?>>();
        types.forEach(type -> of(type).forEach(value -> classesIn(value, cases)));
        cases.removeIf(each -> Stream.of(each.getInterfaces()).noneMatch(Class::isSealed));
        return cases;
    }

    /** The record types met in a value. */
    static void classesIn(Object value, Set<Class<?>> met) {
        switch (value) {
            case Collection<?> many -> many.forEach(each -> classesIn(each, met));
            case Map<?, ?> map -> map.values().forEach(each -> classesIn(each, met));
            case Record record -> {
                met.add(record.getClass());
                Stream.of(record.getClass().getRecordComponents())
                        .forEach(component -> classesIn(get(record, component), met));
            }
            default -> {}
        }
    }

    private static List<Object> maps(Type key, Type value) {
        return of(value).stream()
                .map(each -> (Object) new TreeMap<>(Map.of(of(key).getFirst(), each)))
                .toList();
    }

    /** As many as it takes to try each value of each component once. A value of our string types is made of one word. */
    private static List<Object> records(Class<?> type) {
        var components = Arrays.stream(type.getRecordComponents())
                .map(component -> component.getName().equals("value") && component.getType() == String.class
                        ? List.<Object>of("validator-007")
                        : component.getType().isSealed() && component.getType().isAssignableFrom(type)
                                ? othersThan(type, component.getType())
                                : of(component.getGenericType()))
                .toList();
        var most = components.stream().mapToInt(List::size).max().orElse(1);
        var made = new ArrayList<Object>();
        IntStream.range(0, most)
                .forEach(i -> made.add(make(
                        type,
                        components.stream()
                                .map(values -> values.get(i % values.size()))
                                .toArray())));
        return made;
    }

    /** A case that holds one of its own kind is made of the other cases, or it would hold itself without end. */
    private static List<Object> othersThan(Class<?> type, Class<?> closed) {
        return Stream.of(closed.getPermittedSubclasses())
                .filter(each -> each != type)
                .flatMap(each -> of(each).stream())
                .toList();
    }

    private static Object make(Class<?> type, Object[] values) {
        var types = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("can't make " + type.getSimpleName() + " of " + Arrays.toString(values), e);
        }
    }

    private static Object get(Record record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
