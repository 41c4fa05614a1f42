package io.downfunnel.platform;

import java.time.Clock;
import java.util.List;

import io.downfunnel.domain.FailureTable;

/** An ad platform: what it can do, and how to open an account on it. Found by {@link java.util.ServiceLoader}. */
public interface AdPlatform {

    /** What it is and can do; plain data, the same at every call. */
    Descriptor descriptor();

    /**
     * What an account with these settings can do: no more than {@link #descriptor()}, and less where a setting leaves a way
     * of access out.
     */
    default Descriptor descriptor(Settings settings) {
        return descriptor();
    }

    /** Kinds of conversion action that can be made, in the platform's own words; empty where none can. */
    default List<String> actionCategories() {
        return List.of();
    }

    /**
     * What each of the vendor's codes means to us and to people: complete for the vendor's public lists, and for what we
     * name ourselves where the vendor gives no code.
     */
    FailureTable failures();

    /** Did the user give everything that an account needs? Then it is opened without being asked for. */
    boolean complete(Settings settings);

    /**
     * Opens an account. Nothing goes over the wire yet.
     *
     * @param settings the values of {@link Descriptor#settings()}
     * @param clock for token lives and quota windows
     * @throws SettingsException when a value is missing or impossible; it names the setting
     */
    AdAccount open(Settings settings, Clock clock);
}
