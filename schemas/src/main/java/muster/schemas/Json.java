package muster.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** How Muster's own records are written: JSON, one field {@code v} for the version, one field {@code type} for the case. */
public final class Json {
    /**
     * Names are not kept for the next record: ids of effects, tokens and timers are names of fields too, each new, and a
     * table of all of them would be copied with nearly every record that is read.
     */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            // what a newer release has added says nothing to this one
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new RequiredUnlessAdded())
            .serializationInclusion(JsonInclude.Include.ALWAYS)
            .build();

    static {
        Stream.of(
                        Signal.class,
                        InstanceEvent.class,
                        Effect.class,
                        Outcome.class,
                        Instance.Ec2.class,
                        Instance.Life.class,
                        Instance.Name.class,
                        Instance.Dns.class,
                        Instance.Command.class,
                        Instance.Progress.class,
                        Hook.Answer.class,
                        Hook.Keeping.class)
                .flatMap(closed -> Stream.of(closed.getPermittedSubclasses()))
                .filter(Class::isRecord)
                .forEach(record -> MAPPER.registerSubtypes(new NamedType(record, typeName(record))));
    }

    private Json() {}

    /** A field that is absent or null is an error, unless the record's first release did not have it. */
    private static final class RequiredUnlessAdded extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            return !member.hasAnnotation(Added.class);
        }

        @Override
        public JsonSetter.Value findSetterInfo(Annotated member) {
            return JsonSetter.Value.forValueNulls(member.hasAnnotation(Added.class) ? Nulls.SET : Nulls.FAIL);
        }
    }

    /** The value of the field {@code type}: {@code LaunchHookOpened} is written as {@code launch-hook-opened}. */
    public static String typeName(Class<?> record) {
        return record.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** @throws UncheckedIOException never for a record of ours; it would be a bug */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (IOException bug) {
            throw new UncheckedIOException(bug);
        }
    }

    /** @throws IOException for what is not JSON, or not of this type */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }

    public static Serde<JournalEntry> journal() {
        return serde(JournalEntry.class);
    }

    public static Serde<Instance> instance() {
        return serde(Instance.class);
    }

    public static Serde<EffectRequest> effect() {
        return serde(EffectRequest.class);
    }

    public static Serde<EffectResult> result() {
        return serde(EffectResult.class);
    }

    public static Serde<Signal> signal() {
        return serde(Signal.class);
    }

    public static Serde<InstanceId> key() {
        var text = Serdes.String();
        // no key at all is the open end of a range
        Serializer<@Nullable InstanceId> serializer =
                (topic, id) -> id == null ? null : text.serializer().serialize(topic, id.value());
        Deserializer<@Nullable InstanceId> deserializer = (topic, bytes) ->
                bytes == null ? null : new InstanceId(text.deserializer().deserialize(topic, bytes));
        return Serdes.serdeFrom(serializer, deserializer);
    }

    // Kafka hands null to a serde for a tombstone and for an absent value of a store.
    private static <T> Serde<T> serde(Class<T> type) {
        var writer = MAPPER.writerFor(type);
        var reader = MAPPER.readerFor(type);
        return Serdes.serdeFrom(new RecordSerializer<T>(writer), new RecordDeserializer<T>(reader));
    }
}
