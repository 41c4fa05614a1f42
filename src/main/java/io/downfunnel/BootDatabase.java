package io.downfunnel;

import java.util.Optional;

import io.downfunnel.store.embedded.EmbeddedDatabase;

/** Sees to it that there is a database before Quarkus starts, and that it is there until Quarkus has stopped. */
final class BootDatabase implements AutoCloseable {
    private final Optional<EmbeddedDatabase> embedded;

    private BootDatabase(Optional<EmbeddedDatabase> embedded) {
        this.embedded = embedded;
    }

    static BootDatabase open(BootSettings settings) {
        if (settings.databaseUrl().isPresent()) {
            return new BootDatabase(Optional.empty());
        }
        var database = EmbeddedDatabase.open(settings.databaseDirectory());
        System.setProperty("downfunnel.database.url", database.jdbcUrl());
        System.setProperty("downfunnel.database.username", database.username());
        System.setProperty("downfunnel.database.password", database.password());
        return new BootDatabase(Optional.of(database));
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedDatabase::close);
    }
}
