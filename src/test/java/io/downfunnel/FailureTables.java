package io.downfunnel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;

import io.downfunnel.domain.FailureTable;
import io.downfunnel.extract.salesforce.SalesforceFailures;
import io.downfunnel.platform.AdPlatform;

/** Every failure table that ships with the product, by the id of its connection. */
public final class FailureTables {
    private FailureTables() {}

    public static Map<String, FailureTable> all() {
        return found(Thread.currentThread().getContextClassLoader());
    }

    /** The same with that of the toy, which keeps the same rules. */
    static Map<String, FailureTable> withTheToy() {
        return found(Toy.services());
    }

    private static Map<String, FailureTable> found(ClassLoader services) {
        var tables = new LinkedHashMap<String, FailureTable>();
        tables.put("salesforce", SalesforceFailures.table());
        ServiceLoader.load(AdPlatform.class, services).stream()
                .map(ServiceLoader.Provider::get)
                .forEach(platform -> tables.put(platform.descriptor().id(), platform.failures()));
        return tables;
    }

    public static FailureTable of(String connection) {
        return all().get(connection);
    }
}
