package io.downfunnel.report;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.AdPlatform;

/**
 * Where a platform itself writes about a failure.
 *
 * @param tables by the id of the platform
 */
public record VendorPages(Map<String, FailureTable> tables) {

    public VendorPages {
        tables = Map.copyOf(tables);
    }

    /** Of the platforms that are installed. */
    public static VendorPages installed() {
        return new VendorPages(ServiceLoader.load(AdPlatform.class).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toMap(platform -> platform.descriptor().id(), AdPlatform::failures)));
    }

    /** Empty for reasons of our own, and for codes that nobody has seen. */
    Optional<URI> about(String destination, Optional<String> reason) {
        return Optional.ofNullable(tables.get(destination))
                .flatMap(table -> reason.flatMap(table::find))
                .flatMap(FailureRow::link);
    }
}
