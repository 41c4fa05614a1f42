package io.downfunnel.store;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.downfunnel.domain.Simulation;

/** A simulation as it is stored and printed: its records as objects, instants and days as ISO 8601, money as amount and currency. */
public final class SimulationJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(com.fasterxml.jackson.core.StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private SimulationJson() {}

    public static String write(Simulation simulation) {
        return text(simulation);
    }

    static String write(Simulation.Sample sample) {
        return text(sample);
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException("A simulation can always be written", e);
        }
    }

    static Simulation read(String json) {
        return read(json, Simulation.class);
    }

    static Simulation.Sample readSample(String json) {
        return read(json, Simulation.Sample.class);
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException("A stored simulation cannot be read", e);
        }
    }
}
